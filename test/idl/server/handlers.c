// Handlers that answer with what came of their arguments, so that a caller can tell whether
// these arrived as they were sent.
#include "test/idl/server/handlers.h"

static struct lab_hold_call held; // while it has a caller
static bool holds;

static struct answer nothing(struct lab_nothing_call call)
{
	return lab_nothing_reply(call);
}

static struct answer add(struct lab_add_call call, uint16_t a, int32_t b)
{
	return lab_add_reply(call, (int64_t)a + b);
}

static struct answer flip(struct lab_flip_call call, bool on)
{
	return lab_flip_reply(call, !on);
}

static struct answer set_mode(struct lab_set_mode_call call, enum lab_mode mode, enum lab_gain gain)
{
	switch (gain) {
	case LAB_GAIN_HIGH:
		return lab_set_mode_reply(call, mode);
	case LAB_GAIN_LOW:
		return lab_set_mode_fail(call, LAB_ERROR_LARGEST);
	case LAB_GAIN_NEGATIVE:
		return lab_set_mode_fail(call, LAB_ERROR_BUSY);
	}
	return answer_refuse(call.caller, REPLY_FAULT_BAD_MESSAGE_CONTENTS);
}

// Places below 100 exist.
bool lab_find_place(uint16_t received, struct lab_place *to)
{
	*to = (struct lab_place){.x = received, .on = true, .mode = LAB_MODE_FAST};
	return received < 100;
}

static struct answer from_number(struct lab_from_number_call call, enum lab_mode mode,
				 struct lab_channel channel, const struct lab_place *place)
{
	return lab_from_number_reply(call, channel.raw == place->x ? place->mode : mode);
}

static struct answer echo_sample(struct lab_echo_sample_call call, const struct lab_sample *sample)
{
	if (sample->channel > 15)
		return lab_echo_sample_fail(call, LAB_ERROR_BROKEN);
	return lab_echo_sample_reply(call, sample);
}

static struct answer echo_place(struct lab_echo_place_call call, const struct lab_place *place)
{
	return lab_echo_place_reply(call, place);
}

static struct answer keys(struct lab_keys_call call, const struct lab_key keys[static 2],
			  struct lab_rights rights)
{
	return lab_keys_reply(call, keys[(rights.bits & LAB_RIGHTS_WRITE) != 0].raw);
}

static struct answer floats(struct lab_floats_call call, float x, double y)
{
	return lab_floats_reply(call, (double)x + y);
}

static struct answer sum(struct lab_sum_call call)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < call.values.count; i++) {
		uint32_t value;

		if (!lab_sum_values_read(call.values, i, &value, 1))
			return answer_gone();
		sum += value;
	}
	return lab_sum_reply(call, sum);
}

// Copies `bytes` to `to`, four at a time, as far as there is room; `one` is negated, and
// `key` tells both lengths.
static struct answer swap(struct lab_swap_call call)
{
	uint32_t count = call.bytes.count < call.to.count ? call.bytes.count : call.to.count;
	const uint8_t key[4] = {'k', (uint8_t)call.bytes.count, (uint8_t)call.to.count, 'y'};
	struct lab_sample one;

	if (!lab_swap_one_read(call.one, &one))
		return answer_gone();
	one.value = -one.value;
	if (!lab_swap_one_write(call.one, &one) || !lab_swap_key_write(call.key, key))
		return answer_gone();
	for (uint32_t at = 0; at < count;) {
		uint8_t some[4];
		uint32_t n = count - at < sizeof some ? count - at : (uint32_t)sizeof some;

		if (!lab_swap_bytes_read(call.bytes, at, some, n) ||
		    !lab_swap_to_write(call.to, at, some, n))
			return answer_gone();
		at += n;
	}
	return lab_swap_reply(call);
}

// What cannot be echoed one by one is told by an error that has room for a few bits.
static struct answer packed(struct lab_packed_call call, enum lab_mode mode, enum lab_gain gain,
			    struct idl_option_u32 maybe, const struct idl_option_lab_place *place,
			    const struct lab_shape *shape, const struct idl_tuple2_u8_i16 *pair,
			    struct lab_rights rights, const struct lab_key *key, bool on,
			    const struct lab_place places[static 2], uint32_t size)
{
	const struct lab_trouble chain = {
		.kind = LAB_TROUBLE_CHAIN,
		.chain = {{maybe.some, maybe.value + size + rights.bits + key->raw[3]}, mode}};
	const struct lab_trouble hot = {.kind = LAB_TROUBLE_HOT,
					.hot.degrees =
						(int16_t)(pair->f0 * pair->f1 + places[1].x +
							  (place->some ? place->value.x : 0))};

	if (!on)
		return lab_packed_reply(call, shape);
	return lab_packed_fail(call, gain == LAB_GAIN_LOW ? &chain : &hot);
}

static struct answer nested(struct lab_nested_call call, struct idl_option_option_u8 deep,
			    const struct idl_result_lab_mode_lab_shape *either)
{
	struct idl_option_lab_shape shape = {.some = deep.some};

	if (!deep.some || !deep.value.some)
		return lab_nested_reply(call, &shape);
	shape.value = (struct lab_shape){.kind = LAB_SHAPE_TEXT, .text.length = deep.value.value};
	if (!either->ok)
		shape.value = either->error;
	return lab_nested_reply(call, &shape);
}

static struct answer marshalled(struct lab_marshalled_call call, uint32_t letter,
				const struct lab_shape *shape, struct idl_option_bool maybe,
				int32_t size)
{
	bool some = shape->kind == LAB_SHAPE_NOTHING && maybe.some && maybe.value;

	return lab_marshalled_reply(call, (struct idl_option_char){some, letter + (uint32_t)size});
}

static struct answer wide(struct lab_wide_call call, const struct wire_u128 *number,
			  const uint16_t words[static 3])
{
	const struct wire_u128 answer = {number->high, number->low + words[2]};

	return lab_wide_reply(call, &answer);
}

static struct answer guarded(struct lab_guarded_call call)
{
	return lab_guarded_reply(call, 42);
}

static struct answer ping(struct lab_ping_call call)
{
	return lab_ping_reply(call);
}

static struct answer hold(struct lab_hold_call call)
{
	if (holds)
		return lab_hold_fail(call, LAB_ERROR_BUSY);
	held = call;
	holds = true;
	return answer_later();
}

static struct answer release(struct lab_release_call call, uint8_t with)
{
	uint8_t bytes[8];
	uint32_t count = held.data.count;

	if (!holds)
		return lab_release_fail(call, LAB_ERROR_BUSY);
	holds = false;
	for (uint32_t i = 0; i < sizeof bytes; i++)
		bytes[i] = with;
	for (uint32_t at = 0; at < count; at += sizeof bytes) {
		uint32_t n = count - at < sizeof bytes ? count - at : (uint32_t)sizeof bytes;

		if (!lab_hold_data_write(held.data, at, bytes, n))
			return lab_release_fail(call, LAB_ERROR_BROKEN);
	}
	lab_hold_reply(held, count);
	return lab_release_reply(call);
}

static struct answer complain(struct lab_complain_call call, bool loudly)
{
	const struct lab_trouble trouble = {.kind = LAB_TROUBLE_CHAIN,
					    .chain = {{true, 0x01020304}, LAB_MODE_FAST}};

	return loudly ? lab_complain_fail(call, &trouble) : lab_complain_reply(call);
}

static struct answer last(struct lab_last_call call, const uint8_t hello[static 40])
{
	return lab_last_reply(call, hello[39]);
}

const struct lab_server lab_handlers = {
	.nothing = nothing,
	.add = add,
	.flip = flip,
	.set_mode = set_mode,
	.from_number = from_number,
	.echo_sample = echo_sample,
	.echo_place = echo_place,
	.keys = keys,
	.floats = floats,
	.sum = sum,
	.swap = swap,
	.packed = packed,
	.nested = nested,
	.marshalled = marshalled,
	.wide = wide,
	.guarded = guarded,
	.ping = ping,
	.hold = hold,
	.release = release,
	.complain = complain,
	.last = last,
};
