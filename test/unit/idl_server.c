// Generated servers: what they refuse, in which order, and why. doc/idl.md has the rules.
//
// Each check has a case here in which nothing else is wrong, so that without it the call
// would come through; and one in which all that is checked later is wrong as well, so that
// an earlier or later place in the order would give another reason.
#include <string.h>

#include "test/idl/host/kernel.h"
#include "test/idl/server/handlers.h"
#include "test/unit/unit.h"

#define CALLER 5u
#define PLENTY 200u

static uint8_t request[LAB_REQUEST_MAX];

// Has the server look at a message; the rest of it is in `request` and fake.leases.
static void deliver(uint32_t operation, uint32_t size, uint32_t room, uint32_t lease_count)
{
	const struct message message = {.sender = {CALLER},
					.operation = operation,
					.size = size,
					.reply_room = room,
					.lease_count = lease_count};

	fake.answer = (struct fake_answer){.replies = 0};
	lab_dispatch(&lab_handlers, &message, request);
}

static bool was_refused(enum reply_fault reason)
{
	return fake.answer.refusals == 1 && fake.answer.replies == 0 && fake.answer.to == CALLER &&
	       fake.answer.reason == (uint32_t)reason;
}

static bool was_answered(uint32_t code, uint32_t size)
{
	return fake.answer.replies == 1 && fake.answer.refusals == 0 && fake.answer.to == CALLER &&
	       fake.answer.code == code && fake.answer.size == size;
}

static void set_request(const void *bytes, size_t size)
{
	memset(request, 0xEE, sizeof request);
	memcpy(request, bytes, size);
}

#define REQUEST(...) \
	set_request((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

static void lend(uint32_t index, uint32_t attributes, void *base, uint32_t size)
{
	fake.leases[index] = (struct fake_lease){attributes, base, size, 0};
}

static void message_size(void)
{
	fake_begin();
	REQUEST(1);
	deliver(LAB_OP_FLIP, LAB_REQUEST_MAX, PLENTY, 0);
	CHECK(was_refused(REPLY_FAULT_BAD_MESSAGE_CONTENTS));
	deliver(LAB_OP_FLIP, LAB_REQUEST_MAX + 1, PLENTY, 0);
	CHECK(was_refused(REPLY_FAULT_BAD_MESSAGE_SIZE));

	// An encoding that takes no notice of what follows does not need this one either.
	deliver(LAB_OP_PING, LAB_REQUEST_MAX, PLENTY, 0);
	CHECK(was_answered(0, 0));
	deliver(LAB_OP_PING, LAB_REQUEST_MAX + 1, PLENTY, 0);
	CHECK(was_refused(REPLY_FAULT_BAD_MESSAGE_SIZE));

	deliver(999, LAB_REQUEST_MAX + 1, 0, 3);
	CHECK(was_refused(REPLY_FAULT_BAD_MESSAGE_SIZE));
}

static void operation(void)
{
	static const uint32_t unknown[] = {0, 22, 39, 41, 0x10001, UINT32_MAX};

	fake_begin();
	deliver(LAB_OP_NOTHING, 0, 0, 0);
	CHECK(was_answered(0, 0));
	for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
		deliver(unknown[i], 0, PLENTY, 0);
		CHECK(was_refused(REPLY_FAULT_UNDEFINED_OPERATION));
		deliver(unknown[i], 7, 0, 3);
		CHECK(was_refused(REPLY_FAULT_UNDEFINED_OPERATION));
	}
	REQUEST(0);
	deliver(LAB_OP_LAST, 40, 1, 0);
	CHECK(LAB_OP_LAST == 40 && was_answered(0, 1));
}

// A server must know that its answer, or its largest error, has room before it begins.
static void reply_room(void)
{
	fake_begin();
	REQUEST(1);
	deliver(LAB_OP_FLIP, 1, 1, 0);
	CHECK(was_answered(0, 1));
	deliver(LAB_OP_FLIP, 1, 0, 0);
	CHECK(was_refused(REPLY_FAULT_REPLY_BUFFER_TOO_SMALL));
	deliver(LAB_OP_FLIP, 9, 0, 3);
	CHECK(was_refused(REPLY_FAULT_REPLY_BUFFER_TOO_SMALL));

	// A shape takes 10 bytes at most: kind, length, 8 bytes.
	REQUEST(0, 0, 2);
	deliver(LAB_OP_NESTED, 3, 10, 0);
	CHECK(was_refused(REPLY_FAULT_REPLY_BUFFER_TOO_SMALL));
	deliver(LAB_OP_NESTED, 3, 11, 0);
	CHECK(was_answered(0, 1));

	// There is nothing in the reply, but the error takes 7 bytes at most: kind, option of
	// a word, mode.
	REQUEST(0);
	deliver(LAB_OP_COMPLAIN, 1, 6, 0);
	CHECK(was_refused(REPLY_FAULT_REPLY_BUFFER_TOO_SMALL));
	deliver(LAB_OP_COMPLAIN, 1, 7, 0);
	CHECK(was_answered(0, 0));
	REQUEST(1);
	deliver(LAB_OP_COMPLAIN, 1, 7, 0);
	CHECK(was_answered(1, 7));
}

static void lease_count(void)
{
	static uint32_t words[2];

	fake_begin();
	REQUEST(1);
	lend(0, LEASE_READ, words, sizeof words);
	deliver(LAB_OP_FLIP, 1, PLENTY, 1);
	CHECK(was_refused(REPLY_FAULT_BAD_LEASES));
	deliver(LAB_OP_FLIP, 9, PLENTY, 1);
	CHECK(was_refused(REPLY_FAULT_BAD_LEASES));
	deliver(LAB_OP_SUM, 0, PLENTY, 1);
	CHECK(was_answered(0, 4));
	deliver(LAB_OP_SUM, 0, PLENTY, 0);
	CHECK(was_refused(REPLY_FAULT_BAD_LEASES));
	lend(1, LEASE_READ, words, sizeof words);
	deliver(LAB_OP_SUM, 0, PLENTY, 2);
	CHECK(was_refused(REPLY_FAULT_BAD_LEASES));
}

static void contents(void)
{
	fake_begin();
	REQUEST(2, 100, 0);
	deliver(LAB_OP_SET_MODE, 3, PLENTY, 0);
	CHECK(was_answered(0, 1) && fake.answer.bytes[0] == 2);
	deliver(LAB_OP_SET_MODE, 2, PLENTY, 0);
	CHECK(was_refused(REPLY_FAULT_BAD_MESSAGE_CONTENTS));
	deliver(LAB_OP_SET_MODE, 4, PLENTY, 0);
	CHECK(was_refused(REPLY_FAULT_BAD_MESSAGE_CONTENTS));
	REQUEST(3, 100, 0);
	deliver(LAB_OP_SET_MODE, 3, PLENTY, 0);
	CHECK(was_refused(REPLY_FAULT_BAD_MESSAGE_CONTENTS));

	// An operation without arguments: zerocopy wants no bytes, hubpack does not care.
	deliver(LAB_OP_NOTHING, 1, PLENTY, 0);
	CHECK(was_refused(REPLY_FAULT_BAD_MESSAGE_CONTENTS));
	deliver(LAB_OP_PING, 1, PLENTY, 0);
	CHECK(was_answered(0, 0));

	REQUEST(0, 0, 3);
	deliver(LAB_OP_NESTED, 3, PLENTY, 0);
	CHECK(was_refused(REPLY_FAULT_BAD_MESSAGE_CONTENTS));
	REQUEST(0, 0, 2);
	deliver(LAB_OP_NESTED, 2, PLENTY, 0);
	CHECK(was_refused(REPLY_FAULT_BAD_MESSAGE_CONTENTS));
	deliver(LAB_OP_NESTED, 30, PLENTY, 0);
	CHECK(was_answered(0, 1));
}

// The server's own function has the last word on what it converts.
static void conversion(void)
{
	fake_begin();
	REQUEST(1, 0, 0, 0, 7, 7, 0);
	deliver(LAB_OP_FROM_NUMBER, 7, PLENTY, 0);
	CHECK(was_answered(0, 1) && fake.answer.bytes[0] == LAB_MODE_FAST);
	REQUEST(1, 0, 0, 0, 7, 99, 0);
	deliver(LAB_OP_FROM_NUMBER, 7, PLENTY, 0);
	CHECK(was_answered(0, 1) && fake.answer.bytes[0] == LAB_MODE_SLOW);
	REQUEST(1, 0, 0, 0, 7, 100, 0);
	deliver(LAB_OP_FROM_NUMBER, 7, PLENTY, 0);
	CHECK(was_refused(REPLY_FAULT_BAD_MESSAGE_CONTENTS));
}

static void lease_of_elements(void)
{
	static uint32_t words[17] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17};

	fake_begin();
	lend(0, LEASE_READ, words, 16 * 4);
	deliver(LAB_OP_SUM, 0, PLENTY, 1);
	CHECK(was_answered(0, 4) && fake.answer.bytes[0] == 136);
	lend(0, LEASE_READ | LEASE_WRITE, words, 0);
	deliver(LAB_OP_SUM, 0, PLENTY, 1);
	CHECK(was_answered(0, 4) && fake.answer.bytes[0] == 0);
	lend(0, LEASE_WRITE, words, 8);
	deliver(LAB_OP_SUM, 0, PLENTY, 1);
	CHECK(was_refused(REPLY_FAULT_BAD_LEASES));
	lend(0, LEASE_READ, words, 17 * 4); // at most 16
	deliver(LAB_OP_SUM, 0, PLENTY, 1);
	CHECK(was_refused(REPLY_FAULT_BAD_LEASES));
	for (uint32_t size = 5; size < 8; size++) {
		lend(0, LEASE_READ, words, size);
		deliver(LAB_OP_SUM, 0, PLENTY, 1);
		CHECK(was_refused(REPLY_FAULT_BAD_LEASES));
	}
	lend(0, LEASE_READ, words, 8);
	fake.leases[0].code = SYS_CODE_DEFECT;
	deliver(LAB_OP_SUM, 0, PLENTY, 1);
	CHECK(was_refused(REPLY_FAULT_BAD_LEASES));

	// The message comes first.
	lend(0, LEASE_WRITE, words, 5);
	deliver(LAB_OP_SUM, 1, PLENTY, 1);
	CHECK(was_refused(REPLY_FAULT_BAD_MESSAGE_CONTENTS));
}

static struct lab_sample sample;
static uint8_t bytes[9] = "abcdefgh";
static uint8_t room[9];
static uint8_t key[4];

static void lend_for_swap(void)
{
	sample = (struct lab_sample){.value = 77};
	memset(room, 0, sizeof room);
	lend(0, LEASE_READ | LEASE_WRITE, &sample, sizeof sample);
	lend(1, LEASE_READ, bytes, sizeof bytes);
	lend(2, LEASE_WRITE, room, 6);
	lend(3, LEASE_WRITE, key, sizeof key);
}

static void leases_of_one(void)
{
	fake_begin();
	lend_for_swap();
	deliver(LAB_OP_SWAP, 0, PLENTY, 4);
	CHECK(was_answered(0, 0));
	CHECK(sample.value == -77 && memcmp(key, "k\x09\x06y", 4) == 0);
	CHECK(memcmp(room, "abcdef\0\0", 9) == 0);
	for (uint32_t index = 0; index < 4; index++) {
		uint32_t needs = fake.leases[index].attributes;

		lend_for_swap();
		fake.leases[index].attributes = (LEASE_READ | LEASE_WRITE) & ~needs;
		deliver(LAB_OP_SWAP, 0, PLENTY, 4);
		CHECK(was_refused(REPLY_FAULT_BAD_LEASES));
		lend_for_swap();
		fake.leases[index].code = SYS_CODE_DEAD | 3;
		deliver(LAB_OP_SWAP, 0, PLENTY, 4);
		CHECK(was_refused(REPLY_FAULT_BAD_LEASES));
	}
	// Both are needed of the first.
	lend_for_swap();
	fake.leases[0].attributes = LEASE_READ;
	deliver(LAB_OP_SWAP, 0, PLENTY, 4);
	CHECK(was_refused(REPLY_FAULT_BAD_LEASES));
	lend_for_swap();
	fake.leases[0].attributes = LEASE_WRITE;
	deliver(LAB_OP_SWAP, 0, PLENTY, 4);
	CHECK(was_refused(REPLY_FAULT_BAD_LEASES));
	// Neither more nor less than one sample, than one key.
	lend_for_swap();
	fake.leases[0].size--;
	deliver(LAB_OP_SWAP, 0, PLENTY, 4);
	CHECK(was_refused(REPLY_FAULT_BAD_LEASES));
	lend_for_swap();
	fake.leases[0].size++;
	deliver(LAB_OP_SWAP, 0, PLENTY, 4);
	CHECK(was_refused(REPLY_FAULT_BAD_LEASES));
	lend_for_swap();
	fake.leases[3].size = 3;
	deliver(LAB_OP_SWAP, 0, PLENTY, 4);
	CHECK(was_refused(REPLY_FAULT_BAD_LEASES));
}

static void read_too_far(void)
{
	static uint32_t words[2];
	uint32_t word;
	const struct lab_sum_values values = {{CALLER}, 2};

	lend(0, LEASE_READ, words, sizeof words);
	CHECK(!lab_sum_values_read(values, 1, &word, 2));
}

static void borrows(void)
{
	static uint32_t words[3] = {10, 20, 30};
	const struct lab_sum_values values = {{CALLER}, 3};
	uint32_t two[2] = {0};

	fake_begin();
	lend(0, LEASE_READ, words, sizeof words);
	CHECK(lab_sum_values_read(values, 1, two, 2) && two[0] == 20 && two[1] == 30);
	CHECK(lab_sum_values_read(values, 3, two, 0));
	fake.leases[0].code = SYS_CODE_DEAD | 1;
	CHECK(!lab_sum_values_read(values, 0, two, 1));
	fake.leases[0].code = SYS_CODE_DEFECT;
	CHECK(!lab_sum_values_read(values, 0, two, 1));
	fake_begin();
	CHECK(fake_panics(read_too_far));
}

static void counters(void)
{
	fake_begin();
	lab_server_counters = (struct lab_server_counters){.nothing = 0};
	REQUEST(1);
	deliver(LAB_OP_FLIP, 1, PLENTY, 0);
	deliver(LAB_OP_FLIP, 1, PLENTY, 0);
	deliver(LAB_OP_FLIP, 2, PLENTY, 0);
	deliver(99, 0, PLENTY, 0);
	deliver(LAB_OP_NOTHING, 0, PLENTY, 0);
	deliver(LAB_OP_FLIP, 1, 0, 0);
	CHECK(lab_server_counters.flip == 2 && lab_server_counters.nothing == 1);
	CHECK(lab_server_counters.refused_calls == 3 && lab_server_counters.add == 0);
}

static void postponed(void)
{
	static uint8_t lent[11];

	fake_begin();
	REQUEST('x');
	lend(0, LEASE_WRITE, lent, sizeof lent);
	deliver(LAB_OP_HOLD, 0, PLENTY, 1);
	CHECK(fake.answer.replies == 0 && fake.answer.refusals == 0);
	deliver(LAB_OP_RELEASE, 1, 0, 0);
	CHECK(fake.answer.replies == 2 && memcmp(lent, "xxxxxxxxxxx", 11) == 0);
	deliver(LAB_OP_RELEASE, 1, 0, 0);
	CHECK(was_answered(LAB_ERROR_BUSY, 0));

	// One whose caller has gone meanwhile.
	deliver(LAB_OP_HOLD, 0, PLENTY, 1);
	fake.leases[0].code = SYS_CODE_DEAD | 9;
	deliver(LAB_OP_RELEASE, 1, 0, 0);
	CHECK(was_answered(LAB_ERROR_BROKEN, 0));
}

int main(void)
{
	unit_run("idl_server: a message longer than any", message_size);
	unit_run("idl_server: unknown operations", operation);
	unit_run("idl_server: room for the reply", reply_room);
	unit_run("idl_server: number of leases", lease_count);
	unit_run("idl_server: malformed messages", contents);
	unit_run("idl_server: arguments that the server converts", conversion);
	unit_run("idl_server: a lease of elements", lease_of_elements);
	unit_run("idl_server: leases of single values", leases_of_one);
	unit_run("idl_server: reading and writing leases", borrows);
	unit_run("idl_server: counters", counters);
	unit_run("idl_server: answers that come later", postponed);
	return unit_status();
}
