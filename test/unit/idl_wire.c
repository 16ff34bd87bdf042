// Wire forms: what test/idl/lab.idol's messages are, byte for byte.
//
// The bytes are written down here by hand, from the forms' definition (doc/idl.md). What
// is made from values must be them; from them must come what makes them again; nothing
// shorter may be taken, and nothing that is no form of any value.
#include <string.h>

#include "idl/lab_codec.h"
#include "test/idl/round.h"
#include "test/unit/unit.h"

struct vector {
	const char *round;
	uint8_t bytes[ROUND_MOST];
	size_t size;
};

#define BYTES(...) {__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})

static const struct lab_place place_1 = {.x = 1, .on = false, .mode = LAB_MODE_OFF};
static const struct lab_place place_2 = {.x = 0x0203, .on = true, .mode = LAB_MODE_SLOW};
static const struct lab_place place_3 = {.x = 0xFFFE, .on = false, .mode = LAB_MODE_FAST};

#define PLACE_1 0x01, 0x00, 0, 0
#define PLACE_2 0x03, 0x02, 1, 1
#define PLACE_3 0xFE, 0xFF, 0, 2

// Each stands for what the cases below make of values.
static const struct vector vectors[] = {
	{"add", BYTES(0x34, 0x12, 0xFE, 0xFF, 0xFF, 0xFF)},
	{"flip", BYTES(1)},
	{"flip", BYTES(0)},
	{"set_mode", BYTES(2, 0xF9, 0xFF)},
	{"set_mode", BYTES(0, 100, 0)},
	{"from_number", BYTES(1, 0, 0, 0, 9, 0x02, 0x01)},
	{"from_number's reply", BYTES(2)},
	{"echo_sample",
	 BYTES(8, 7, 6, 5, 4, 3, 2, 1, 0xFD, 0xFF, 0xFF, 0xFF, 0xEF, 0xBE, 15, 0x80)},
	{"echo_place", BYTES(PLACE_2)},
	{"keys", BYTES(1, 2, 3, 4, 5, 6, 7, 8, 0x82)},
	{"floats", BYTES(0, 0, 0xC0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0)},
	{"packed", BYTES(2,                                    // mode Fast
			 1,                                    // gain Low
			 1, 0x44, 0x33, 0x22, 0x11,            // maybe
			 1, PLACE_1,                           // place
			 1, 5, 0, 0, 0,                        // shape Circle
			 7, 0xFF, 0xFF,                        // pair
			 0x81,                                 // rights
			 0xAA, 0xBB, 0xCC, 0xDD,               // key
			 1,                                    // on
			 PLACE_2, PLACE_3,                     // places
			 0x78, 0x56, 0x34, 0x12, 0, 0, 0, 0)}, // size
	{"packed",
	 BYTES(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, PLACE_1, PLACE_1, 0, 0, 0, 0, 0, 0, 0, 0)},
	{"packed's reply", BYTES(0)},
	{"packed's reply", BYTES(1, 0xEF, 0xBE, 0xAD, 0xDE)},
	{"packed's reply", BYTES(2, PLACE_2, PLACE_3)},
	{"packed's reply", BYTES(3, 2, 'a', 'b', 0, 0, 0, 0, 0, 0)},
	{"packed's error", BYTES(0, 0xD4, 0xFE)},
	{"packed's error", BYTES(1)},
	{"packed's error", BYTES(2)},
	{"packed's error", BYTES(3, 0, 2)},
	{"packed's error", BYTES(3, 1, 1, 0, 0, 0, 0)},
	{"nested", BYTES(0, 0, 2)},
	{"nested", BYTES(1, 0, 1, 0)},
	{"nested", BYTES(1, 1, 9, 1, 1, 0, 0, 0, 1)},
	{"nested's reply", BYTES(0)},
	{"nested's reply", BYTES(1, 0)},
	{"wide", BYTES(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0x01, 0x00, 0x02,
		       0x00, 0xFF, 0xFF)},
	{"marshalled", BYTES('A', 0, 0, 0xFB, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF)},
	{"marshalled", BYTES(0xC3, 0xA9, 1, 0, 0, 0, 1, 1, 1, 4, 0, 0, 0, 0, 0, 0, 0)},
	{"marshalled's reply", BYTES(0)},
	{"marshalled's reply", BYTES(1, 0xE2, 0x82, 0xAC)},
	{"marshalled's reply", BYTES(1, 0xF0, 0x9F, 0x98, 0x80)},
	{"marshalled's reply", BYTES(1, 0x7F)},
	{"marshalled's reply", BYTES(1, 0xC2, 0x80)},
	{"marshalled's reply", BYTES(1, 0xDF, 0xBF)},
	{"marshalled's reply", BYTES(1, 0xE0, 0xA0, 0x80)},
	{"marshalled's reply", BYTES(1, 0xED, 0x9F, 0xBF)},
	{"marshalled's reply", BYTES(1, 0xEE, 0x80, 0x80)},
	{"marshalled's reply", BYTES(1, 0xEF, 0xBF, 0xBF)},
	{"marshalled's reply", BYTES(1, 0xF0, 0x90, 0x80, 0x80)},
	{"marshalled's reply", BYTES(1, 0xF4, 0x8F, 0xBF, 0xBF)},
};

#define VECTORS (sizeof vectors / sizeof vectors[0])

// Bytes that are no form of any value; what comes after the mistake would be good.
static const struct vector malformed[] = {
	{"set_mode", BYTES(3, 100, 0)},              // mode: no such value
	{"set_mode", BYTES(0, 101, 0)},              // gain: no such value
	{"set_mode", BYTES(0, 0xF9, 0x00)},          // 249 is not -7
	{"from_number", BYTES(1, 1, 0, 0, 9, 2, 1)}, // 257 is not Slow
	{"from_number's reply", BYTES(3)},
	{"echo_place", BYTES(1, 0, 0, 3)},
	{"packed's reply", BYTES(4)},                      // no such variant
	{"packed's reply", BYTES(2, 1, 0, 2, 0, PLACE_1)}, // a bool of 2
	{"packed's reply", BYTES(2, 1, 0, 0, 3, PLACE_1)}, // no such mode, by position
	{"packed's error", BYTES(4, 0, 0)},
	{"packed's error", BYTES(3, 2, 0, 0, 0, 0, 0)}, // an option is 0 or 1
	{"nested", BYTES(2, 0, 0)},
	{"nested", BYTES(1, 2, 0, 0)},
	{"nested", BYTES(0, 2, 0)}, // a result is 0 or 1
	{"nested", BYTES(0, 0, 3)},
	{"nested's reply", BYTES(2, 0)},
	{"marshalled", BYTES('A', 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0)}, // 2^31
	{"marshalled", BYTES('A', 0, 0, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF)},
	{"marshalled", BYTES('A', 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)},
	{"marshalled's reply", BYTES(1, 0x80)}, // not a first byte
	{"marshalled's reply", BYTES(1, 0xBF)},
	{"marshalled's reply", BYTES(1, 0xC0, 0x80)}, // longer than need be
	{"marshalled's reply", BYTES(1, 0xC1, 0xBF)},
	{"marshalled's reply", BYTES(1, 0xE0, 0x9F, 0xBF)},
	{"marshalled's reply", BYTES(1, 0xF0, 0x8F, 0xBF, 0xBF)},
	{"marshalled's reply", BYTES(1, 0xED, 0xA0, 0x80)}, // surrogates
	{"marshalled's reply", BYTES(1, 0xED, 0xBF, 0xBF)},
	{"marshalled's reply", BYTES(1, 0xF4, 0x90, 0x80, 0x80)}, // beyond Unicode
	{"marshalled's reply", BYTES(1, 0xF8, 0x88, 0x80, 0x80, 0x80)},
	{"marshalled's reply", BYTES(1, 0xE2, 0x82, 0x00)}, // no continuation
	{"marshalled's reply", BYTES(1, 0xC3, 0xC3)},
};

#define MALFORMED (sizeof malformed / sizeof malformed[0])

static const struct round *find(const char *name)
{
	for (size_t i = 0; i < round_count; i++)
		if (strcmp(rounds[i].name, name) == 0)
			return &rounds[i];
	return NULL;
}

// Whether these bytes are the vector of that name and number among those of its name.
static bool is_vector(const char *round, size_t number, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < VECTORS; i++)
		if (strcmp(vectors[i].round, round) == 0 && number-- == 0)
			return vectors[i].size == size &&
			       memcmp(vectors[i].bytes, bytes, size) == 0;
	return false;
}

static uint8_t made[ROUND_MOST];

static void zerocopy(void)
{
	const struct lab_sample sample = {.time = 0x0102030405060708,
					  .value = -3,
					  .flags = 0xBEEF,
					  .channel = 15,
					  .sign = -128};
	const struct lab_key keys[2] = {{{1, 2, 3, 4}}, {{5, 6, 7, 8}}};
	const struct lab_rights rights = {LAB_RIGHTS_WRITE | LAB_RIGHTS_LAST};

	CHECK(is_vector("add", 0, made, lab_add_encode(made, 0x1234, -2)));
	CHECK(is_vector("flip", 0, made, lab_flip_encode(made, true)));
	CHECK(is_vector("flip", 1, made, lab_flip_encode(made, false)));
	CHECK(is_vector("set_mode", 0, made,
			lab_set_mode_encode(made, LAB_MODE_FAST, LAB_GAIN_NEGATIVE)));
	CHECK(is_vector("set_mode", 1, made,
			lab_set_mode_encode(made, LAB_MODE_OFF, LAB_GAIN_HIGH)));
	CHECK(is_vector(
		"from_number", 0, made,
		lab_from_number_encode(made, LAB_MODE_SLOW, (struct lab_channel){9}, 0x0102)));
	CHECK(is_vector("from_number's reply", 0, made,
			lab_from_number_encode_reply(made, LAB_MODE_FAST)));
	CHECK(is_vector("echo_sample", 0, (const uint8_t *)&sample, sizeof sample));
	CHECK(is_vector("echo_place", 0, made, lab_echo_place_encode(made, &place_2)));
	CHECK(is_vector("keys", 0, made, lab_keys_encode(made, keys, rights)));
	CHECK(is_vector("floats", 0, made, lab_floats_encode(made, 1.5f, -2.0)));
}

static const struct lab_shape nothing = {.kind = LAB_SHAPE_NOTHING};
static const struct lab_shape circle = {.kind = LAB_SHAPE_CIRCLE, .circle.f0 = 5};

static void hubpack(void)
{
	const struct idl_option_lab_place some_place = {true, place_1};
	const struct idl_option_lab_place no_place = {.some = false};
	const struct lab_place places[2] = {place_2, place_3};
	const struct lab_place same[2] = {place_1, place_1};
	const struct lab_key key = {{0xAA, 0xBB, 0xCC, 0xDD}};
	const struct lab_key zeros = {{0}};

	CHECK(is_vector("packed", 0, made,
			lab_packed_encode(made, LAB_MODE_FAST, LAB_GAIN_LOW,
					  (struct idl_option_u32){true, 0x11223344}, &some_place,
					  &circle, &(struct idl_tuple2_u8_i16){7, -1},
					  (struct lab_rights){0x81}, &key, true, places,
					  0x12345678)));
	CHECK(is_vector("packed", 1, made,
			lab_packed_encode(made, LAB_MODE_OFF, LAB_GAIN_HIGH,
					  (struct idl_option_u32){.some = false}, &no_place,
					  &nothing, &(struct idl_tuple2_u8_i16){0, 0},
					  (struct lab_rights){0}, &zeros, false, same, 0)));
}

static void hubpack_replies(void)
{
	const struct lab_shape big = {.kind = LAB_SHAPE_CIRCLE, .circle.f0 = 0xDEADBEEF};
	const struct lab_shape line = {.kind = LAB_SHAPE_LINE, .line = {place_2, place_3}};
	const struct lab_shape text = {.kind = LAB_SHAPE_TEXT, .text = {2, "ab"}};
	const struct lab_trouble hot = {.kind = LAB_TROUBLE_HOT, .hot.degrees = -300};
	const struct lab_trouble wet = {.kind = LAB_TROUBLE_WET};
	const struct lab_trouble lost = {.kind = LAB_TROUBLE_LOST};
	const struct lab_trouble chain = {.kind = LAB_TROUBLE_CHAIN,
					  .chain = {{.some = false}, LAB_MODE_FAST}};
	const struct lab_trouble longer = {.kind = LAB_TROUBLE_CHAIN,
					   .chain = {{true, 1}, LAB_MODE_OFF}};

	CHECK(is_vector("packed's reply", 0, made, lab_packed_encode_reply(made, &nothing)));
	CHECK(is_vector("packed's reply", 1, made, lab_packed_encode_reply(made, &big)));
	CHECK(is_vector("packed's reply", 2, made, lab_packed_encode_reply(made, &line)));
	CHECK(is_vector("packed's reply", 3, made, lab_packed_encode_reply(made, &text)));
	CHECK(is_vector("packed's error", 0, made, lab_packed_encode_error(made, &hot)));
	CHECK(is_vector("packed's error", 1, made, lab_packed_encode_error(made, &wet)));
	CHECK(is_vector("packed's error", 2, made, lab_packed_encode_error(made, &lost)));
	CHECK(is_vector("packed's error", 3, made, lab_packed_encode_error(made, &chain)));
	CHECK(is_vector("packed's error", 4, made, lab_packed_encode_error(made, &longer)));
}

static void hubpack_nested(void)
{
	const struct idl_option_option_u8 none = {.some = false};
	const struct idl_option_option_u8 some_none = {true, {.some = false}};
	const struct idl_option_option_u8 some_some = {true, {true, 9}};
	const struct idl_result_lab_mode_lab_shape ok = {.ok = true, .value = LAB_MODE_FAST};
	const struct idl_result_lab_mode_lab_shape bad = {.ok = false, .error = nothing};
	const struct idl_result_lab_mode_lab_shape worse = {
		.ok = false, .error = {.kind = LAB_SHAPE_CIRCLE, .circle.f0 = 0x01000000}};
	const struct idl_option_lab_shape no_shape = {.some = false};
	const struct idl_option_lab_shape some_shape = {true, nothing};
	const struct wire_u128 number = {0x0807060504030201, 0x100F0E0D0C0B0A09};
	const uint16_t words[3] = {1, 2, 0xFFFF};

	CHECK(is_vector("nested", 0, made, lab_nested_encode(made, none, &ok)));
	CHECK(is_vector("nested", 1, made, lab_nested_encode(made, some_none, &bad)));
	CHECK(is_vector("nested", 2, made, lab_nested_encode(made, some_some, &worse)));
	CHECK(is_vector("nested's reply", 0, made, lab_nested_encode_reply(made, &no_shape)));
	CHECK(is_vector("nested's reply", 1, made, lab_nested_encode_reply(made, &some_shape)));
	CHECK(is_vector("wide", 0, made, lab_wide_encode(made, &number, words)));
}

static size_t encode_letter(bool some, uint32_t letter)
{
	return lab_marshalled_encode_reply(made, (struct idl_option_char){some, letter});
}

static void ssmarshal(void)
{
	static const uint32_t letters[] = {0x20AC, 0x1F600, 0x7F,   0x80,    0x7FF,   0x800,
					   0xD7FF, 0xE000,  0xFFFF, 0x10000, 0x10FFFF};
	const struct lab_shape far = {.kind = LAB_SHAPE_CIRCLE, .circle.f0 = 0x01000000};

	CHECK(is_vector("marshalled", 0, made,
			lab_marshalled_encode(made, 'A', &nothing,
					      (struct idl_option_bool){.some = false}, -5)));
	CHECK(is_vector(
		"marshalled", 1, made,
		lab_marshalled_encode(made, 0xE9, &far, (struct idl_option_bool){true, true}, 4)));
	CHECK(is_vector("marshalled's reply", 0, made, encode_letter(false, 0)));
	for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
		CHECK(is_vector("marshalled's reply", i + 1, made,
				encode_letter(true, letters[i])));
}

static bool turn(const struct vector *vector, size_t size, size_t *again_size)
{
	return find(vector->round)->turn(vector->bytes, size, made, again_size);
}

static void again(void)
{
	for (size_t i = 0; i < VECTORS; i++) {
		size_t size = 0;

		CHECK(turn(&vectors[i], vectors[i].size, &size));
		CHECK(size == vectors[i].size && memcmp(made, vectors[i].bytes, size) == 0);
	}
}

static void cut_short(void)
{
	for (size_t i = 0; i < VECTORS; i++) {
		for (size_t cut = 0; cut < vectors[i].size; cut++) {
			size_t size;

			CHECK(!turn(&vectors[i], cut, &size));
		}
	}
}

// Zerocopy takes messages of the right length only; the others take what they need.
static void too_long(void)
{
	for (size_t i = 0; i < VECTORS; i++) {
		bool exact = find(vectors[i].round)->encoding == ROUND_ZEROCOPY;
		size_t size = 0;

		CHECK(turn(&vectors[i], vectors[i].size + 1, &size) == !exact);
		CHECK(exact || size == vectors[i].size);
	}
}

static void refused(void)
{
	for (size_t i = 0; i < MALFORMED; i++) {
		size_t size;

		CHECK(!turn(&malformed[i], malformed[i].size, &size));
	}
}

static void any_true(void)
{
	static const uint8_t two[] = {2};
	static const uint8_t place[] = {3, 2, 0xFF, 1};
	struct lab_place to;
	bool on = false;

	CHECK(lab_flip_decode(two, sizeof two, &on) && on);
	CHECK(lab_echo_place_decode(place, sizeof place, &to) && to.on);
	CHECK(lab_flip_encode(made, on) == 1 && made[0] == 1);
}

// Every other value of every byte: refused, or the form of another value.
static void one_byte_changed(void)
{
	for (size_t i = 0; i < VECTORS; i++) {
		const struct round *round = find(vectors[i].round);

		if (round->has_bool)
			continue;
		for (size_t at = 0; at < vectors[i].size; at++) {
			struct vector changed = vectors[i];

			for (uint32_t value = 0; value < 256; value++) {
				size_t size = 0;

				changed.bytes[at] = (uint8_t)value;
				if (!turn(&changed, changed.size, &size))
					continue;
				CHECK(size <= changed.size || round->encoding != ROUND_ZEROCOPY);
				CHECK(memcmp(made, changed.bytes, size) == 0);
			}
		}
	}
}

int main(void)
{
	unit_run("idl_wire: zerocopy", zerocopy);
	unit_run("idl_wire: hubpack", hubpack);
	unit_run("idl_wire: hubpack, replies and errors", hubpack_replies);
	unit_run("idl_wire: hubpack, options, results, wide integers", hubpack_nested);
	unit_run("idl_wire: ssmarshal", ssmarshal);
	unit_run("idl_wire: what was read can be written again", again);
	unit_run("idl_wire: nothing cut short is taken", cut_short);
	unit_run("idl_wire: what is too long", too_long);
	unit_run("idl_wire: malformed bytes are refused", refused);
	unit_run("idl_wire: bools of zerocopy", any_true);
	unit_run("idl_wire: each byte changed to all others", one_byte_changed);
	return unit_status();
}
