// System calls for generated code on the host: what a client sends goes to a function of the
// test, and what a server answers is kept for the test to look at.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ulib/sys.h"

// Memory that the server may borrow. Clients can lend static memory only.
struct fake_lease {
	uint32_t attributes;
	void *base;
	uint32_t size;
	uint32_t code; // of a borrow, if it fails
};

struct fake_answer {
	unsigned replies;
	unsigned refusals;
	uint32_t to; // task id
	uint32_t code;
	uint32_t reason; // of a refusal
	uint8_t bytes[256];
	uint32_t size;
};

struct fake {
	struct fake_lease leases[4];
	struct fake_answer answer;

	// What a SEND comes to: fills the answer, and the result is its code. The message is
	// that of the SEND, `bytes` its content; the leases are already above.
	uint32_t (*send)(const struct message *message, const uint8_t *bytes);
	uint32_t sends;
	uint32_t target; // task id and operation of the last

	char panic[160]; // the last one's text
};

extern struct fake fake;

// Begins anew: nothing lent, nothing answered.
void fake_begin(void);

// Whether a function ends in a panic.
bool fake_panics(void (*run)(void));
