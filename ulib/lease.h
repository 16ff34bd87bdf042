// Lending memory: entries for the lease table of sys_send().
//
//	const struct lease leases[] = {lease_read(text, size)};
//
// The borrower may use the memory until it replies, and no longer.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/lease.h"

// For the borrower to read.
static inline struct lease lease_read(const void *base, size_t size)
{
	return (struct lease){LEASE_READ, (uint32_t)(uintptr_t)base, (uint32_t)size};
}

// For the borrower to write.
static inline struct lease lease_write(void *base, size_t size)
{
	return (struct lease){LEASE_WRITE, (uint32_t)(uintptr_t)base, (uint32_t)size};
}

// For both.
static inline struct lease lease_read_write(void *base, size_t size)
{
	return (struct lease){LEASE_READ | LEASE_WRITE, (uint32_t)(uintptr_t)base, (uint32_t)size};
}
