// Messages, decoded and encoded again.
#include "test/idl/round.h"

#include "idl/lab_codec.h"

static bool add(const uint8_t *bytes, size_t size, uint8_t *again, size_t *again_size)
{
	uint16_t a;
	int32_t b;

	if (!lab_add_decode(bytes, size, &a, &b))
		return false;
	*again_size = lab_add_encode(again, a, b);
	return true;
}

static bool flip(const uint8_t *bytes, size_t size, uint8_t *again, size_t *again_size)
{
	bool on;

	if (!lab_flip_decode(bytes, size, &on))
		return false;
	*again_size = lab_flip_encode(again, on);
	return true;
}

static bool set_mode(const uint8_t *bytes, size_t size, uint8_t *again, size_t *again_size)
{
	enum lab_mode mode;
	enum lab_gain gain;

	if (!lab_set_mode_decode(bytes, size, &mode, &gain))
		return false;
	*again_size = lab_set_mode_encode(again, mode, gain);
	return true;
}

static bool from_number(const uint8_t *bytes, size_t size, uint8_t *again, size_t *again_size)
{
	struct lab_channel channel;
	enum lab_mode mode;
	uint16_t place;

	if (!lab_from_number_decode(bytes, size, &mode, &channel, &place))
		return false;
	*again_size = lab_from_number_encode(again, mode, channel, place);
	return true;
}

static bool from_number_reply(const uint8_t *bytes, size_t size, uint8_t *again, size_t *again_size)
{
	enum lab_mode mode;

	if (!lab_from_number_decode_reply(bytes, size, &mode))
		return false;
	*again_size = lab_from_number_encode_reply(again, mode);
	return true;
}

// It is sent as it is in memory.
static bool echo_sample(const uint8_t *bytes, size_t size, uint8_t *again, size_t *again_size)
{
	struct lab_sample sample;

	if (!lab_echo_sample_decode(bytes, size, &sample))
		return false;
	wire_put_bytes(again, &sample, sizeof sample);
	*again_size = sizeof sample;
	return true;
}

static bool echo_place(const uint8_t *bytes, size_t size, uint8_t *again, size_t *again_size)
{
	struct lab_place place;

	if (!lab_echo_place_decode(bytes, size, &place))
		return false;
	*again_size = lab_echo_place_encode(again, &place);
	return true;
}

static bool keys(const uint8_t *bytes, size_t size, uint8_t *again, size_t *again_size)
{
	struct lab_rights rights;
	struct lab_key key[2];

	if (!lab_keys_decode(bytes, size, key, &rights))
		return false;
	*again_size = lab_keys_encode(again, key, rights);
	return true;
}

static bool floats(const uint8_t *bytes, size_t size, uint8_t *again, size_t *again_size)
{
	double y;
	float x;

	if (!lab_floats_decode(bytes, size, &x, &y))
		return false;
	*again_size = lab_floats_encode(again, x, y);
	return true;
}

static bool packed(const uint8_t *bytes, size_t size, uint8_t *again, size_t *again_size)
{
	struct idl_option_lab_place place;
	struct idl_tuple2_u8_i16 pair;
	struct idl_option_u32 maybe;
	struct lab_place places[2];
	struct lab_rights rights;
	struct lab_shape shape;
	struct lab_key key;
	enum lab_mode mode;
	enum lab_gain gain;
	uint32_t count;
	bool on;

	if (!lab_packed_decode(bytes, size, &mode, &gain, &maybe, &place, &shape, &pair, &rights,
			       &key, &on, places, &count))
		return false;
	*again_size = lab_packed_encode(again, mode, gain, maybe, &place, &shape, &pair, rights,
					&key, on, places, count);
	return true;
}

static bool packed_reply(const uint8_t *bytes, size_t size, uint8_t *again, size_t *again_size)
{
	struct lab_shape shape;

	if (!lab_packed_decode_reply(bytes, size, &shape))
		return false;
	*again_size = lab_packed_encode_reply(again, &shape);
	return true;
}

static bool packed_error(const uint8_t *bytes, size_t size, uint8_t *again, size_t *again_size)
{
	struct lab_trouble trouble;

	if (!lab_packed_decode_error(bytes, size, &trouble))
		return false;
	*again_size = lab_packed_encode_error(again, &trouble);
	return true;
}

static bool nested(const uint8_t *bytes, size_t size, uint8_t *again, size_t *again_size)
{
	struct idl_result_lab_mode_lab_shape either;
	struct idl_option_option_u8 deep;

	if (!lab_nested_decode(bytes, size, &deep, &either))
		return false;
	*again_size = lab_nested_encode(again, deep, &either);
	return true;
}

static bool nested_reply(const uint8_t *bytes, size_t size, uint8_t *again, size_t *again_size)
{
	struct idl_option_lab_shape shape;

	if (!lab_nested_decode_reply(bytes, size, &shape))
		return false;
	*again_size = lab_nested_encode_reply(again, &shape);
	return true;
}

static bool marshalled(const uint8_t *bytes, size_t size, uint8_t *again, size_t *again_size)
{
	struct idl_option_bool maybe;
	struct lab_shape shape;
	uint32_t letter;
	int32_t count;

	if (!lab_marshalled_decode(bytes, size, &letter, &shape, &maybe, &count))
		return false;
	*again_size = lab_marshalled_encode(again, letter, &shape, maybe, count);
	return true;
}

static bool marshalled_reply(const uint8_t *bytes, size_t size, uint8_t *again, size_t *again_size)
{
	struct idl_option_char letter;

	if (!lab_marshalled_decode_reply(bytes, size, &letter))
		return false;
	*again_size = lab_marshalled_encode_reply(again, letter);
	return true;
}

static bool wide(const uint8_t *bytes, size_t size, uint8_t *again, size_t *again_size)
{
	struct wire_u128 number;
	uint16_t words[3];

	if (!lab_wide_decode(bytes, size, &number, words))
		return false;
	*again_size = lab_wide_encode(again, &number, words);
	return true;
}

const struct round rounds[] = {
	{"add", ROUND_ZEROCOPY, false, add},
	{"flip", ROUND_ZEROCOPY, true, flip},
	{"set_mode", ROUND_ZEROCOPY, false, set_mode},
	{"from_number", ROUND_ZEROCOPY, false, from_number},
	{"from_number's reply", ROUND_ZEROCOPY, false, from_number_reply},
	{"echo_sample", ROUND_ZEROCOPY, false, echo_sample},
	{"echo_place", ROUND_ZEROCOPY, true, echo_place},
	{"keys", ROUND_ZEROCOPY, false, keys},
	{"floats", ROUND_ZEROCOPY, false, floats},
	{"packed", ROUND_HUBPACK, false, packed},
	{"packed's reply", ROUND_HUBPACK, false, packed_reply},
	{"packed's error", ROUND_HUBPACK, false, packed_error},
	{"nested", ROUND_HUBPACK, false, nested},
	{"nested's reply", ROUND_HUBPACK, false, nested_reply},
	{"wide", ROUND_HUBPACK, false, wide},
	{"marshalled", ROUND_SSMARSHAL, false, marshalled},
	{"marshalled's reply", ROUND_SSMARSHAL, false, marshalled_reply},
};

const size_t round_count = sizeof rounds / sizeof rounds[0];
