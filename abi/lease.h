// Leases: memory that a sender lends to the receiver until it replies.
#pragma once

#include <stddef.h>
#include <stdint.h>

// What the borrower may do. Any other bit set is a fault of the lender.
#define LEASE_READ 1u
#define LEASE_WRITE 2u

// The most leases that one SEND may carry.
#define LEASE_COUNT_MAX 255u

// One entry of the lease table that SEND names. The table is 4-byte aligned.
struct lease {
	uint32_t attributes; // LEASE_READ | LEASE_WRITE
	uint32_t base;       // address, any alignment
	uint32_t length;     // bytes
};

_Static_assert(sizeof(struct lease) == 12, "a lease is three words");
_Static_assert(offsetof(struct lease, base) == 4, "a lease's second word");
_Static_assert(offsetof(struct lease, length) == 8, "a lease's third word");
