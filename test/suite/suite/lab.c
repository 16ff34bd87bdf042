// Generated servers, on target: what each malformed message is refused for, by messages that
// no generated client would send; leases; callers that may not; answers that come later.
//
// A case of a refusal begins with a call in which all is right, so that the one thing that is
// then made wrong is the reason; and where something else is checked later, that is wrong
// too at the end.
#include <string.h>

#include "idl/lab_client.h"
#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"
#include "ulib/lease.h"

TASK_SLOT(lab_slot, "lab");

// Offsets in the assistant's scratch memory.
#define MESSAGE 0u
#define LOAN 64u
#define TABLE 128u
#define REPLY 192u

#define LEASES_MAX 4u

struct attempt {
	uint32_t operation;
	uint32_t size;
	uint32_t room;
	uint32_t lease_count;
	uint8_t message[16];
	// Of the assistant's loan.
	struct {
		uint32_t attributes;
		uint32_t size;
	} leases[LEASES_MAX];
};

static struct lab_client lab(void)
{
	return lab_client_at(&lab_slot);
}

// Has the assistant, as new, send that.
static void make(const struct attempt *attempt)
{
	struct lease leases[LEASES_MAX];
	uint32_t scratch;

	kipc_restart_task(TASK_ASSIST);
	scratch = layout_of(TASK_ASSIST).scratch;
	for (uint32_t i = 0; i < LEASES_MAX; i++)
		leases[i] = (struct lease){attempt->leases[i].attributes, scratch + LOAN,
					   attempt->leases[i].size};
	bid_poke(TASK_ASSIST, MESSAGE, attempt->message, sizeof attempt->message);
	bid_poke(TASK_ASSIST, TABLE, leases, sizeof leases);
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_LAB), attempt->operation),
					 scratch + MESSAGE, attempt->size, scratch + REPLY,
					 attempt->room, scratch + TABLE, attempt->lease_count));
}

static bool was_refused(enum reply_fault reason)
{
	struct task_state state = kipc_read_task_status(TASK_ASSIST);

	return state.health == TASK_FAULTED && state.fault.kind == FAULT_FROM_SERVER &&
	       state.fault.reason == reason && state.fault.task == present(TASK_LAB).raw;
}

static bool was_answered(uint32_t code, uint32_t size)
{
	struct sys_registers results;

	if (kipc_read_task_status(TASK_ASSIST).health != TASK_HEALTHY)
		return false;
	results = bid_results(TASK_ASSIST);
	return results.r[0] == code && results.r[1] == size;
}

static bool is_refused(struct attempt attempt, enum reply_fault reason)
{
	make(&attempt);
	return was_refused(reason);
}

static bool is_answered(struct attempt attempt, uint32_t code, uint32_t size)
{
	make(&attempt);
	return was_answered(code, size);
}

// The longest message is that of `packed`: 1 + 1 + 5 + 5 + 10 + 3 + 1 + 4 + 1 + 8 + 8 bytes.
static void message_size(uint32_t unused)
{
	struct attempt attempt = {.operation = LAB_OP_PING, .size = 47};

	(void)unused;
	ASSERT(is_answered(attempt, 0, 0));
	attempt.size++;
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_MESSAGE_SIZE));
	attempt.operation = 99; // it comes before this
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_MESSAGE_SIZE));
}

static void operation(uint32_t unused)
{
	struct attempt attempt = {.operation = LAB_OP_PING};

	(void)unused;
	ASSERT(is_answered(attempt, 0, 0));
	attempt.operation = 0;
	ASSERT(is_refused(attempt, REPLY_FAULT_UNDEFINED_OPERATION));
	attempt.operation = LAB_OP_LAST - 1; // a gap
	ASSERT(is_refused(attempt, REPLY_FAULT_UNDEFINED_OPERATION));
	attempt.operation = LAB_OP_LAST + 1;
	attempt.lease_count = 1; // it comes before this
	ASSERT(is_refused(attempt, REPLY_FAULT_UNDEFINED_OPERATION));
}

static void reply_room(uint32_t unused)
{
	struct attempt attempt = {.operation = LAB_OP_COMPLAIN, .size = 1, .room = 7};

	(void)unused;
	ASSERT(is_answered(attempt, 0, 0));
	attempt.message[0] = 1;
	ASSERT(is_answered(attempt, 1, 7));
	attempt.room = 6;
	ASSERT(is_refused(attempt, REPLY_FAULT_REPLY_BUFFER_TOO_SMALL));
	attempt.lease_count = 1; // it comes before this
	ASSERT(is_refused(attempt, REPLY_FAULT_REPLY_BUFFER_TOO_SMALL));
}

static void lease_count(uint32_t unused)
{
	struct attempt attempt = {.operation = LAB_OP_SUM,
				  .room = 4,
				  .lease_count = 1,
				  .leases = {{LEASE_READ, 8}, {LEASE_READ, 8}}};

	(void)unused;
	ASSERT(is_answered(attempt, 0, 4));
	attempt.lease_count = 2;
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_LEASES));
	attempt.lease_count = 0;
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_LEASES));
	attempt.operation = LAB_OP_GUARDED; // it comes before who may
	attempt.lease_count = 1;
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_LEASES));
}

// `guarded` is for suite and another, `nothing` for suite alone, `last` for nobody.
static void not_allowed(uint32_t unused)
{
	struct attempt attempt = {.operation = LAB_OP_GUARDED, .room = 1};
	struct lab_client client = lab();

	(void)unused;
	ASSERT(lab_guarded(&client) == 42);
	ASSERT(is_refused(attempt, REPLY_FAULT_ACCESS_VIOLATION));
	attempt.size = 1; // it comes before this
	ASSERT(is_refused(attempt, REPLY_FAULT_ACCESS_VIOLATION));
	lab_nothing(&client);
	ASSERT(is_refused((struct attempt){.operation = LAB_OP_NOTHING},
			  REPLY_FAULT_ACCESS_VIOLATION));
	ASSERT(is_refused((struct attempt){.operation = LAB_OP_LAST, .size = 40, .room = 1},
			  REPLY_FAULT_ACCESS_VIOLATION));
}

static void contents(uint32_t unused)
{
	struct attempt attempt = {
		.operation = LAB_OP_SET_MODE, .size = 3, .room = 1, .message = {2, 100, 0}};

	(void)unused;
	ASSERT(is_answered(attempt, 0, 1));
	attempt.size = 2;
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_MESSAGE_CONTENTS));
	attempt.size = 4;
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_MESSAGE_CONTENTS));
	attempt.size = 3;
	attempt.message[0] = 3; // no such mode
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_MESSAGE_CONTENTS));
	attempt = (struct attempt){.operation = LAB_OP_HOLD, .room = 4, .lease_count = 1};
	attempt.size = 1; // it takes no arguments
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_MESSAGE_CONTENTS));
	attempt = (struct attempt){.operation = LAB_OP_SUM, .room = 4, .lease_count = 1};
	attempt.size = 1; // it comes before what is wrong with the lease
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_MESSAGE_CONTENTS));
}

static void hubpack(uint32_t unused)
{
	struct attempt attempt = {
		.operation = LAB_OP_NESTED, .size = 3, .room = 11, .message = {0, 0, 2}};

	(void)unused;
	ASSERT(is_answered(attempt, 0, 1));
	attempt.size = 7; // what follows does not matter
	ASSERT(is_answered(attempt, 0, 1));
	attempt.size = 2;
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_MESSAGE_CONTENTS));
	attempt.size = 3;
	attempt.message[1] = 2; // neither ok nor not
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_MESSAGE_CONTENTS));
}

static void ssmarshal(uint32_t unused)
{
	struct attempt attempt = {
		.operation = LAB_OP_MARSHALLED, .size = 11, .room = 8, .message = {'A'}};

	(void)unused;
	ASSERT(is_answered(attempt, 0, 1));
	attempt.message[0] = 0x80; // no character begins so
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_MESSAGE_CONTENTS));
	attempt.message[0] = 'A';
	attempt.message[1] = 4; // no such shape
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_MESSAGE_CONTENTS));
}

static void converted(uint32_t unused)
{
	struct attempt attempt = {.operation = LAB_OP_FROM_NUMBER,
				  .size = 7,
				  .room = 1,
				  .message = {1, 0, 0, 0, 7, 99}};

	(void)unused;
	ASSERT(is_answered(attempt, 0, 1));
	attempt.message[5] = 100; // the server knows no such place
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_MESSAGE_CONTENTS));
}

static void lease_of_elements(uint32_t unused)
{
	struct attempt attempt = {
		.operation = LAB_OP_SUM, .room = 4, .lease_count = 1, .leases = {{LEASE_READ, 64}}};

	(void)unused;
	ASSERT(is_answered(attempt, 0, 4));
	attempt.leases[0].attributes = LEASE_WRITE;
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_LEASES));
	attempt.leases[0].attributes = 0;
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_LEASES));
	attempt.leases[0].attributes = LEASE_READ | LEASE_WRITE;
	ASSERT(is_answered(attempt, 0, 4));
	attempt.leases[0].size = 63; // not of whole words
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_LEASES));
	attempt.leases[0].size = 68; // more than 16 words
	ASSERT(is_refused(attempt, REPLY_FAULT_BAD_LEASES));
}

static void leases_of_one(uint32_t unused)
{
	const struct attempt good = {.operation = LAB_OP_SWAP,
				     .lease_count = 4,
				     .leases = {{LEASE_READ | LEASE_WRITE, 16},
						{LEASE_READ, 5},
						{LEASE_WRITE, 0},
						{LEASE_WRITE, 4}}};

	(void)unused;
	ASSERT(is_answered(good, 0, 0));
	for (uint32_t i = 0; i < LEASES_MAX; i++) {
		struct attempt attempt = good;

		attempt.leases[i].attributes = 0;
		ASSERT(is_refused(attempt, REPLY_FAULT_BAD_LEASES));
	}
	for (uint32_t i = 0; i < LEASES_MAX; i += LEASES_MAX - 1) {
		struct attempt attempt = good;

		attempt.leases[i].size++;
		ASSERT(is_refused(attempt, REPLY_FAULT_BAD_LEASES));
		attempt.leases[i].size -= 2;
		ASSERT(is_refused(attempt, REPLY_FAULT_BAD_LEASES));
	}
}

static void leases(uint32_t unused)
{
	static const uint32_t words[16] = {[3] = 1000, [15] = 1};
	struct lab_sample sample = {.value = 12};
	struct lab_client client = lab();
	char to[10] = "..........";
	uint32_t sum = 0;
	uint8_t key[4];

	(void)unused;
	ASSERT(lab_sum(&client, words, 16, &sum) == LAB_SUM_OK && sum == 1001);
	ASSERT(lab_swap(&client, &sample, "seven", 5, to, sizeof to, key) == LAB_SWAP_OK);
	ASSERT(sample.value == -12 && memcmp(to, "seven.....", 10) == 0);
	ASSERT(memcmp(key, "k\x05\x0Ay", 4) == 0);
}

static void values(uint32_t unused)
{
	const struct lab_shape shape = {.kind = LAB_SHAPE_TEXT, .text = {3, "abc"}};
	const struct idl_option_option_u8 deep = {true, {true, 77}};
	const struct idl_result_lab_mode_lab_shape not_ok = {.ok = false, .error = shape};
	const struct lab_place place = {.x = 300, .on = true, .mode = LAB_MODE_FAST};
	struct lab_client client = lab();
	struct idl_option_lab_shape some;
	struct lab_trouble trouble;
	struct lab_place back;

	(void)unused;
	ASSERT(lab_add(&client, 65535, -65536) == -1);
	ASSERT(lab_flip(&client, false) && !lab_flip(&client, true));
	lab_echo_place(&client, &place, &back);
	ASSERT(back.x == 300 && back.on && back.mode == LAB_MODE_FAST);
	ASSERT(lab_nested(&client, deep, &not_ok, &some, &trouble) == LAB_NESTED_OK);
	ASSERT(some.some && some.value.kind == LAB_SHAPE_TEXT && some.value.text.bytes[2] == 'c');
	ASSERT(lab_complain(&client, true, &trouble) == LAB_COMPLAIN_FAILED);
	ASSERT(trouble.kind == LAB_TROUBLE_CHAIN && trouble.chain.f0.value == 0x01020304);
	ASSERT(lab_floats(&client, 0.5f, -2.25) <= -1.75);
}

static const struct attempt hold = {
	.operation = LAB_OP_HOLD, .room = 4, .lease_count = 1, .leases = {{LEASE_WRITE, 11}}};

// The server keeps its caller and answers somebody else meanwhile.
static void later(uint32_t unused)
{
	struct lab_client client = lab();
	uint8_t lent[12];

	(void)unused;
	make(&hold);
	ASSERT(waits_for(TASK_ASSIST, TASK_IN_REPLY, present(TASK_LAB).raw));
	ASSERT(lab_flip(&client, true) == false);
	ASSERT(waits_for(TASK_ASSIST, TASK_IN_REPLY, present(TASK_LAB).raw));
	ASSERT(lab_release(&client, 'x') == LAB_RELEASE_OK);
	ASSERT(was_answered(0, 4));
	bid_peek(TASK_ASSIST, LOAN, lent, sizeof lent);
	ASSERT(memcmp(lent, "xxxxxxxxxxx\0", 12) == 0);
	ASSERT(lab_release(&client, 'x') == LAB_RELEASE_BUSY);
}

static void gone(uint32_t unused)
{
	struct lab_client client = lab();

	(void)unused;
	make(&hold);
	ASSERT(waits_for(TASK_ASSIST, TASK_IN_REPLY, present(TASK_LAB).raw));
	kipc_restart_task(TASK_ASSIST);
	ASSERT(lab_release(&client, 'x') == LAB_RELEASE_BROKEN);
}

// What can be asked again is; what cannot is told.
static void restarted(uint32_t unused)
{
	struct lab_client client = lab();
	static const uint32_t words[1] = {3};
	uint32_t sum = 0;

	(void)unused;
	kipc_restart_task(TASK_LAB);
	ASSERT(lab_sum(&client, words, 1, &sum) == LAB_SUM_SERVER_RESTARTED);
	ASSERT(lab_sum(&client, words, 1, &sum) == LAB_SUM_OK && sum == 3);
	kipc_restart_task(TASK_LAB);
	ASSERT(lab_add(&client, 1, 2) == 3);
}

static const struct test_case cases[] = {
	{"lab-message-size", message_size, 0},
	{"lab-operation", operation, 0},
	{"lab-reply-room", reply_room, 0},
	{"lab-lease-count", lease_count, 0},
	{"lab-not-allowed", not_allowed, 0},
	{"lab-contents", contents, 0},
	{"lab-contents-hubpack", hubpack, 0},
	{"lab-contents-ssmarshal", ssmarshal, 0},
	{"lab-contents-converted", converted, 0},
	{"lab-lease-of-elements", lease_of_elements, 0},
	{"lab-leases-of-one", leases_of_one, 0},
	{"lab-leases", leases, 0},
	{"lab-values", values, 0},
	{"lab-later", later, 0},
	{"lab-gone", gone, 0},
	{"lab-restarted", restarted, 0},
};

TEST_TABLE(lab_cases, cases);
