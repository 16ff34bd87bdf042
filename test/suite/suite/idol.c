// Generated code: calls, and what comes back, through the client's and the server's half.
#include "idl/idol_client.h"
#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"

TASK_SLOT(idol_slot, "idol");

static struct idol_client idol(void)
{
	return idol_client_at(&idol_slot);
}

static void basic(uint32_t unused)
{
	struct idol_client server = idol();
	uint32_t value;

	(void)unused;
	ASSERT(idol_increment(&server, 1, &value) == IDOL_INCREMENT_OK && value == 2);
}

static void bool_argument(uint32_t unused)
{
	struct idol_client server = idol();
	uint32_t value;

	(void)unused;
	ASSERT(idol_maybe_increment(&server, 5, true, &value) == IDOL_MAYBE_INCREMENT_OK);
	ASSERT(value == 6);
	ASSERT(idol_maybe_increment(&server, 5, false, &value) == IDOL_MAYBE_INCREMENT_OK);
	ASSERT(value == 5);
}

static void bool_returned(uint32_t unused)
{
	struct idol_client server = idol();
	bool value;

	(void)unused;
	ASSERT(idol_bool_not(&server, true, &value) == IDOL_BOOL_NOT_OK && !value);
	ASSERT(idol_bool_not(&server, false, &value) == IDOL_BOOL_NOT_OK && value);
}

static void bools(uint32_t unused)
{
	struct idol_client server = idol();
	bool value;

	(void)unused;
	for (uint32_t i = 0; i < 4; i++) {
		bool a = (i & 1) != 0;
		bool b = (i & 2) != 0;

		ASSERT(idol_bool_xor(&server, a, b, &value) == IDOL_BOOL_XOR_OK);
		ASSERT(value == (i == 1 || i == 2));
	}
}

static void error(uint32_t unused)
{
	struct idol_client server = idol();

	(void)unused;
	ASSERT(idol_return_err_if_true(&server, false) == IDOL_RETURN_ERR_IF_TRUE_OK);
	ASSERT(idol_return_err_if_true(&server, true) ==
	       IDOL_RETURN_ERR_IF_TRUE_YOU_ASKED_FOR_THIS);
}

static void marshalled(uint32_t unused)
{
	const struct idol_triple triple = {41, true, 1.5f};
	struct idol_client server = idol();
	struct idol_triple value;

	(void)unused;
	ASSERT(idol_fancy(&server, &triple, &value) == IDOL_FANCY_OK);
	ASSERT(value.u == 42 && !value.b && value.f >= 3.0f && value.f <= 3.0f);
}

static struct idol_meta meta(void)
{
	struct idol_meta meta = {
		.protocol = {.kind = IDOL_PROTOCOL_TCP, .tcp = {998, false}},
		.vid = 12,
	};

	for (uint32_t i = 0; i < sizeof meta.address.raw; i++)
		meta.address.raw[i] = (uint8_t)(i + 1);
	return meta;
}

static void many_arguments(uint32_t unused)
{
	struct idol_client server = idol();
	struct idol_meta sent = meta();
	uint16_t value;

	(void)unused;
	ASSERT(idol_vid(&server, 37, &sent, &value) == IDOL_VID_OK && value == 12);
	sent.protocol.tcp.f1 = true;
	ASSERT(idol_vid(&server, 37, &sent, &value) == IDOL_VID_YOU_ASKED_FOR_THIS);
}

static void enum_argument(uint32_t unused)
{
	struct idol_client server = idol();
	struct idol_meta sent = meta();
	uint16_t value;

	(void)unused;
	ASSERT(idol_vid_by_direction(&server, IDOL_DIRECTION_OUT, &sent, &value) ==
	       IDOL_VID_BY_DIRECTION_OK);
	ASSERT(value == 14);
	ASSERT(idol_vid_by_direction(&server, IDOL_DIRECTION_IN, &sent, &value) ==
	       IDOL_VID_BY_DIRECTION_OK);
	ASSERT(value == 12);
}

// A client made for a former life of the server goes on with the present one.
static void restarted(uint32_t unused)
{
	struct idol_client server = idol();
	uint32_t value;

	(void)unused;
	kipc_restart_task(TASK_IDOL);
	ASSERT(idol_increment(&server, 1, &value) == IDOL_INCREMENT_OK && value == 2);
	ASSERT(server.task.raw == present(TASK_IDOL).raw);
}

// Asks by hand, for what the generated client never would.
static bool is_refused(uint16_t operation, uint32_t size, uint32_t room, enum reply_fault reason)
{
	uint32_t scratch;
	struct task_state state;

	kipc_restart_task(TASK_ASSIST);
	scratch = layout_of(TASK_ASSIST).scratch;
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_IDOL), operation), scratch,
					 size, scratch + 64, room));
	state = kipc_read_task_status(TASK_ASSIST);
	return state.health == TASK_FAULTED && state.fault.kind == FAULT_FROM_SERVER &&
	       state.fault.reason == reason && state.fault.task == present(TASK_IDOL).raw;
}

static void refused(uint32_t unused)
{
	(void)unused;
	ASSERT(is_refused(0, 4, 4, REPLY_FAULT_UNDEFINED_OPERATION));
	ASSERT(is_refused(99, 4, 4, REPLY_FAULT_UNDEFINED_OPERATION));
	ASSERT(is_refused(IDOL_OP_INCREMENT, 4, 3, REPLY_FAULT_REPLY_BUFFER_TOO_SMALL));
	ASSERT(is_refused(IDOL_OP_INCREMENT, 3, 4, REPLY_FAULT_BAD_MESSAGE_CONTENTS));
	ASSERT(is_refused(IDOL_OP_INCREMENT, 200, 4, REPLY_FAULT_BAD_MESSAGE_SIZE));
}

static const struct test_case cases[] = {
	{"test_idol_basic", basic, 0},
	{"test_idol_bool_arg", bool_argument, 0},
	{"test_idol_bool_ret", bool_returned, 0},
	{"test_idol_bool_xor", bools, 0},
	{"test_idol_err_ret", error, 0},
	{"test_idol_ssmarshal", marshalled, 0},
	{"test_idol_ssmarshal_multiarg", many_arguments, 0},
	{"test_idol_ssmarshal_multiarg_enum", enum_argument, 0},
	{"idol-restarted", restarted, 0},
	{"idol-refused", refused, 0},
};

TEST_TABLE(idol_cases, cases);
