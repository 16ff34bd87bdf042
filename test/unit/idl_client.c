// Generated clients: what they send, and what they make of what comes back.
#include <string.h>

#include "idl/lab_client.h"
#include "test/idl/host/kernel.h"
#include "test/idl/server/handlers.h"
#include "test/unit/unit.h"

#define SERVER 7u

static struct lab_client client;
static int outcome; // of calls that should not have come to one

// The real server answers; of what it refuses there is no reply.
static uint32_t serve(const struct message *message, const uint8_t *bytes)
{
	uint8_t request[LAB_REQUEST_MAX] = {0};
	size_t size = message->size < sizeof request ? message->size : sizeof request;

	if (size > 0)
		memcpy(request, bytes, size);
	lab_dispatch(&lab_handlers, message, request);
	return fake.answer.code;
}

static void begin(uint32_t (*send)(const struct message *message, const uint8_t *bytes))
{
	fake_begin();
	fake.send = send;
	client = (struct lab_client){{task_id_make(SERVER, 0)}};
}

static void plain(void)
{
	const struct lab_sample sample = {
		.time = 5, .value = -9, .flags = 1, .channel = 15, .sign = -1};
	const struct lab_sample wrong = {.channel = 16};
	const struct lab_place place = {.x = 300, .on = true, .mode = LAB_MODE_FAST};
	const struct lab_key keys[2] = {{"one"}, {"two"}};
	struct lab_sample sample_back;
	struct lab_place place_back;
	uint8_t key[4];
	const uint8_t hello[40] = {[39] = 'z'};

	begin(serve);
	lab_nothing(&client);
	CHECK(fake.target == (SERVER << 16 | (uint32_t)LAB_OP_NOTHING));
	CHECK(lab_add(&client, 65535, -65536) == -1);
	CHECK(lab_flip(&client, false) && !lab_flip(&client, true));
	CHECK(lab_echo_sample(&client, &sample, &sample_back) == LAB_ECHO_SAMPLE_OK);
	CHECK(memcmp(&sample, &sample_back, sizeof sample) == 0);
	CHECK(lab_echo_sample(&client, &wrong, &sample_back) == LAB_ECHO_SAMPLE_BROKEN);
	lab_echo_place(&client, &place, &place_back);
	CHECK(place_back.x == 300 && place_back.on && place_back.mode == LAB_MODE_FAST);
	lab_keys(&client, keys, (struct lab_rights){LAB_RIGHTS_READ}, key);
	CHECK(memcmp(key, "one", 4) == 0);
	lab_keys(&client, keys, (struct lab_rights){LAB_RIGHTS_WRITE}, key);
	CHECK(memcmp(key, "two", 4) == 0);
	CHECK(lab_floats(&client, 0.5f, -2.25) == -1.75);
	CHECK(lab_from_number(&client, LAB_MODE_SLOW, (struct lab_channel){3}, 4) == LAB_MODE_SLOW);
	CHECK(lab_from_number(&client, LAB_MODE_SLOW, (struct lab_channel){4}, 4) == LAB_MODE_FAST);
	CHECK(lab_guarded(&client) == 42);
	lab_ping(&client);
	CHECK(lab_last(&client, hello) == 'z');
	CHECK(fake.target == (SERVER << 16 | 40) && fake.answer.refusals == 0);
}

static void errors(void)
{
	enum lab_mode mode = LAB_MODE_OFF;

	begin(serve);
	CHECK(lab_set_mode(&client, LAB_MODE_SLOW, LAB_GAIN_HIGH, &mode) == LAB_SET_MODE_OK);
	CHECK(mode == LAB_MODE_SLOW);
	CHECK(lab_set_mode(&client, LAB_MODE_SLOW, LAB_GAIN_LOW, &mode) == LAB_SET_MODE_LARGEST);
	CHECK(lab_set_mode(&client, LAB_MODE_SLOW, LAB_GAIN_NEGATIVE, &mode) == LAB_SET_MODE_BUSY);
}

static void leases(void)
{
	static const uint32_t words[16] = {[3] = 1000, [15] = 1};
	static struct lab_sample sample = {.value = 12};
	static const char text[] = "seven";
	static char to[10];
	static uint8_t key[4];
	uint32_t sum = 0;

	begin(serve);
	CHECK(lab_sum(&client, words, 16, &sum) == LAB_SUM_OK && sum == 1001);
	CHECK(fake.leases[0].attributes == LEASE_READ && fake.leases[0].size == 64);
	CHECK(lab_sum(&client, NULL, 0, &sum) == LAB_SUM_OK && sum == 0);
	CHECK(lab_swap(&client, &sample, text, 5, to, sizeof to, key) == LAB_SWAP_OK);
	CHECK(sample.value == -12 && memcmp(to, "seven\0\0", 7) == 0);
	CHECK(memcmp(key, "k\x05\x0Ay", 4) == 0);
	CHECK(fake.leases[0].attributes == (LEASE_READ | LEASE_WRITE));
	CHECK(fake.leases[0].size == sizeof sample);
	CHECK(fake.leases[1].attributes == LEASE_READ && fake.leases[1].size == 5);
	CHECK(fake.leases[2].attributes == LEASE_WRITE && fake.leases[2].size == sizeof to);
	CHECK(fake.leases[3].attributes == LEASE_WRITE && fake.leases[3].size == sizeof key);
}

static void lend_too_much(void)
{
	static const uint32_t words[17];
	uint32_t sum;

	outcome = (int)lab_sum(&client, words, 17, &sum);
}

static void limit(void)
{
	begin(serve);
	CHECK(fake_panics(lend_too_much) && fake.sends == 0);
}

static void complex(void)
{
	const struct lab_shape shape = {.kind = LAB_SHAPE_TEXT, .text = {3, "abc"}};
	const struct idl_option_lab_place place = {true, {.x = 10}};
	const struct idl_option_option_u8 deep = {true, {true, 77}};
	const struct idl_result_lab_mode_lab_shape ok = {.ok = true};
	const struct idl_result_lab_mode_lab_shape not_ok = {.ok = false, .error = shape};
	const struct lab_place places[2] = {{.x = 1}, {.x = 100}};
	const struct idl_tuple2_u8_i16 pair = {3, -50};
	const struct lab_key key = {{0, 0, 0, 4}};
	struct lab_shape back = {.kind = LAB_SHAPE_NOTHING};
	struct idl_option_lab_shape some;
	struct lab_trouble trouble = {.kind = LAB_TROUBLE_WET};

	begin(serve);
	CHECK(lab_packed(&client, LAB_MODE_OFF, LAB_GAIN_LOW, (struct idl_option_u32){true, 7},
			 &place, &shape, &pair, (struct lab_rights){1}, &key, false, places, 9,
			 &back, &trouble) == LAB_PACKED_OK);
	CHECK(back.kind == LAB_SHAPE_TEXT && memcmp(&back.text,
						    "\x03"
						    "abc\0\0\0\0",
						    9) == 0);
	CHECK(lab_packed(&client, LAB_MODE_FAST, LAB_GAIN_LOW, (struct idl_option_u32){true, 70},
			 &place, &shape, &pair, (struct lab_rights){1}, &key, true, places, 900,
			 &back, &trouble) == LAB_PACKED_FAILED);
	CHECK(trouble.kind == LAB_TROUBLE_CHAIN && trouble.chain.f1 == LAB_MODE_FAST);
	CHECK(trouble.chain.f0.some && trouble.chain.f0.value == 70 + 900 + 1 + 4);
	CHECK(lab_packed(&client, LAB_MODE_FAST, LAB_GAIN_HIGH,
			 (struct idl_option_u32){.some = false}, &place, &shape, &pair,
			 (struct lab_rights){1}, &key, true, places, 900, &back,
			 &trouble) == LAB_PACKED_FAILED);
	CHECK(trouble.kind == LAB_TROUBLE_HOT && trouble.hot.degrees == -150 + 100 + 10);
	CHECK(lab_nested(&client, deep, &ok, &some, &trouble) == LAB_NESTED_OK);
	CHECK(some.some && some.value.kind == LAB_SHAPE_TEXT && some.value.text.length == 77);
	CHECK(lab_nested(&client, deep, &not_ok, &some, &trouble) == LAB_NESTED_OK);
	CHECK(some.some && some.value.kind == LAB_SHAPE_TEXT && some.value.text.bytes[2] == 'c');
}

static void others(void)
{
	const struct lab_shape nothing = {.kind = LAB_SHAPE_NOTHING};
	const struct wire_u128 number = {1, UINT64_MAX};
	const uint16_t words[3] = {0, 0, 10};
	struct idl_option_char letter;
	struct wire_u128 back;

	begin(serve);
	letter =
		lab_marshalled(&client, 0x1F600, &nothing, (struct idl_option_bool){true, true}, 1);
	CHECK(letter.some && letter.value == 0x1F601);
	letter = lab_marshalled(&client, 'b', &nothing, (struct idl_option_bool){true, false}, 0);
	CHECK(!letter.some);
	lab_wide(&client, &number, words, &back);
	CHECK(back.low == UINT64_MAX && back.high == 11);
}

static uint32_t dead_codes; // how often the server has just been restarted

static uint32_t serve_after_restarts(const struct message *message, const uint8_t *bytes)
{
	if (dead_codes > 0)
		return SYS_CODE_DEAD | --dead_codes;
	return serve(message, bytes);
}

static bool follows(uint32_t generation)
{
	return client.task.raw == task_id_make(SERVER, generation);
}

// What can be asked twice is asked until there is an answer, each time of the server that
// there is now.
static void asked_again(void)
{
	struct lab_sample sample = {.channel = 1};
	struct idl_option_lab_shape shape;
	struct lab_trouble trouble;

	begin(serve_after_restarts);
	dead_codes = 3;
	CHECK(lab_add(&client, 1, 2) == 3);
	CHECK(fake.sends == 4 &&
	      fake.target == ((uint32_t)task_id_make(SERVER, 0) << 16 | LAB_OP_ADD));
	CHECK(follows(0));
	begin(serve_after_restarts);
	dead_codes = 41;
	CHECK(lab_echo_sample(&client, &sample, &sample) == LAB_ECHO_SAMPLE_OK && fake.sends == 42);
	begin(serve_after_restarts);
	dead_codes = 1;
	CHECK(lab_nested(&client, (struct idl_option_option_u8){.some = false},
			 &(struct idl_result_lab_mode_lab_shape){.ok = true}, &shape,
			 &trouble) == LAB_NESTED_OK);
	CHECK(!shape.some && fake.sends == 2);
}

static uint32_t restarted(const struct message *message, const uint8_t *bytes)
{
	(void)message;
	(void)bytes;
	return SYS_CODE_DEAD | 9;
}

// What cannot is not, and whoever asked is told.
static void not_asked_again(void)
{
	const struct idl_option_lab_place place = {.some = false};
	const struct lab_shape shape = {.kind = LAB_SHAPE_NOTHING};
	const struct lab_place places[2] = {{.x = 1}, {.x = 100}};
	const struct idl_tuple2_u8_i16 pair = {3, -50};
	const struct lab_key key = {{0, 0, 0, 4}};
	static const uint32_t words[1];
	struct lab_trouble trouble;
	struct lab_shape back;
	enum lab_mode mode;
	uint32_t sum;

	begin(restarted);
	CHECK(lab_set_mode(&client, LAB_MODE_OFF, LAB_GAIN_LOW, &mode) == LAB_SET_MODE_GONE);
	CHECK(fake.sends == 1 && follows(9));
	begin(restarted);
	CHECK(lab_sum(&client, words, 1, &sum) == LAB_SUM_SERVER_RESTARTED);
	CHECK(fake.sends == 1 && follows(9));
	begin(restarted);
	CHECK(lab_packed(&client, LAB_MODE_OFF, LAB_GAIN_LOW, (struct idl_option_u32){true, 7},
			 &place, &shape, &pair, (struct lab_rights){1}, &key, false, places, 9,
			 &back, &trouble) == LAB_PACKED_FAILED);
	CHECK(trouble.kind == LAB_TROUBLE_LOST && fake.sends == 1 && follows(9));
}

// A reply that the interface does not have.
static struct {
	uint32_t code;
	uint32_t size;
	uint8_t bytes[16];
} wrong;

static uint32_t answer_wrongly(const struct message *message, const uint8_t *bytes)
{
	(void)message;
	(void)bytes;
	fake.answer.size = wrong.size;
	memcpy(fake.answer.bytes, wrong.bytes, sizeof wrong.bytes);
	return wrong.code;
}

static void call_add(void)
{
	outcome = (int)lab_add(&client, 1, 2);
}

static void call_nothing(void)
{
	lab_nothing(&client);
}

static void call_flip(void)
{
	outcome = lab_flip(&client, true);
}

static void call_set_mode(void)
{
	enum lab_mode mode;

	outcome = (int)lab_set_mode(&client, LAB_MODE_OFF, LAB_GAIN_LOW, &mode);
}

static void call_echo_sample(void)
{
	static struct lab_sample sample;

	outcome = (int)lab_echo_sample(&client, &sample, &sample);
}

static void call_sum(void)
{
	uint32_t sum;

	outcome = (int)lab_sum(&client, NULL, 0, &sum);
}

static void call_nested(void)
{
	const struct idl_option_option_u8 deep = {.some = false};
	const struct idl_result_lab_mode_lab_shape ok = {.ok = true};
	struct idl_option_lab_shape shape;
	struct lab_trouble trouble;

	outcome = (int)lab_nested(&client, deep, &ok, &shape, &trouble);
}

static bool breaks(void (*call)(void), uint32_t code, uint32_t size, uint8_t first)
{
	begin(answer_wrongly);
	wrong.code = code;
	wrong.size = size;
	memset(wrong.bytes, 0, sizeof wrong.bytes);
	wrong.bytes[0] = first;
	return fake_panics(call);
}

static void broken_rules(void)
{
	CHECK(!breaks(call_add, 0, 8, 0));
	CHECK(breaks(call_add, 0, 7, 0));
	CHECK(breaks(call_add, 0, 0, 0));
	CHECK(breaks(call_add, 1, 8, 0));
	CHECK(strcmp(fake.panic, "peer.c:8: a reply that the interface does not have") == 0);
	CHECK(!breaks(call_nothing, 0, 0, 0));
	CHECK(breaks(call_nothing, 1, 0, 0));
	CHECK(!breaks(call_flip, 0, 1, 1));
	CHECK(breaks(call_flip, 0, 0, 1));
	CHECK(!breaks(call_set_mode, 0, 1, 2));
	CHECK(breaks(call_set_mode, 0, 1, 3)); // no such mode
	CHECK(breaks(call_set_mode, 0, 0, 2));
	CHECK(!breaks(call_set_mode, 65535, 0, 0));
	CHECK(breaks(call_set_mode, 2, 0, 0)); // no such error
	CHECK(breaks(call_set_mode, 9, 0, 0)); // one that no server can give
	CHECK(breaks(call_set_mode, 0x10001, 0, 0));
	CHECK(!breaks(call_echo_sample, 0, 16, 0));
	CHECK(breaks(call_echo_sample, 0, 15, 0));
	CHECK(!breaks(call_echo_sample, 7, 0, 0));
	CHECK(breaks(call_echo_sample, 3, 0, 0));
	CHECK(!breaks(call_sum, 0, 4, 0));
	CHECK(breaks(call_sum, 1, 4, 0));
	CHECK(breaks(call_sum, 0, 3, 0));
	CHECK(!breaks(call_nested, 0, 1, 0));
	CHECK(breaks(call_nested, 0, 0, 0)); // nothing where an option should be
	CHECK(breaks(call_nested, 0, 1, 2));
	CHECK(!breaks(call_nested, 1, 1, 1));
	CHECK(breaks(call_nested, 1, 0, 1)); // nothing where an error should be
	CHECK(breaks(call_nested, 1, 1, 9));
	CHECK(breaks(call_nested, 2, 1, 0));
}

int main(void)
{
	unit_run("idl_client: arguments there, values back", plain);
	unit_run("idl_client: errors", errors);
	unit_run("idl_client: leases", leases);
	unit_run("idl_client: more than may be lent", limit);
	unit_run("idl_client: hubpack, errors with fields", complex);
	unit_run("idl_client: ssmarshal, wide integers", others);
	unit_run("idl_client: asked again after a restart", asked_again);
	unit_run("idl_client: not asked again after a restart", not_asked_again);
	unit_run("idl_client: replies that break the rules", broken_rules);
	return unit_status();
}
