// Echo: gives back what it is given, in another order (echo.idol).
#include "idl/echo_server.h"
#include "ulib/panic.h"

#define LOUD 100u

static struct answer number(struct echo_number_call call, uint32_t value)
{
	return echo_number_reply(call, value + 1);
}

static struct answer mixed(struct echo_mixed_call call, bool flag, enum echo_mode mode,
			   struct echo_access access, const uint8_t text[static 8],
			   const struct echo_place *place, float ratio)
{
	struct idl_tuple6_echo_place_array8_u8_echo_mode_echo_access_bool_f32 value = {
		.f0 = *place,
		.f2 = mode,
		.f3 = access,
		.f4 = flag,
		.f5 = ratio * 2,
	};

	for (uint32_t i = 0; i < 8; i++)
		value.f1[i] = text[i];
	return echo_mixed_reply(call, &value);
}

static struct answer event(struct echo_event_call call, const struct echo_event *event,
			   struct idl_option_u16 maybe)
{
	const struct idl_tuple2_option_u16_echo_event value = {maybe, *event};

	return echo_event_reply(call, &value);
}

static struct answer letter(struct echo_letter_call call, uint32_t letter, int64_t wide)
{
	const struct idl_tuple2_i64_char value = {wide, letter};

	return echo_letter_reply(call, &value);
}

static struct answer shout(struct echo_shout_call call, uint32_t level)
{
	return level > LOUD ? echo_shout_fail(call, ECHO_ERROR_TOO_LOUD)
			    : echo_shout_reply(call, level);
}

static struct answer complain(struct echo_complain_call call, uint32_t level)
{
	const struct echo_trouble trouble = {.kind = ECHO_TROUBLE_NOISE, .noise.level = level};

	return level > LOUD ? echo_complain_fail(call, &trouble) : echo_complain_reply(call, level);
}

// Swaps the bytes at both ends, and so on inwards.
static struct answer turn(struct echo_turn_call call)
{
	for (uint32_t i = 0; i < call.data.count / 2; i++) {
		uint32_t other = call.data.count - 1 - i;
		uint8_t a;
		uint8_t b;

		if (!echo_turn_data_read(call.data, i, &a, 1) ||
		    !echo_turn_data_read(call.data, other, &b, 1) ||
		    !echo_turn_data_write(call.data, i, &b, 1) ||
		    !echo_turn_data_write(call.data, other, &a, 1))
			return answer_gone();
	}
	return echo_turn_reply(call, call.data.count);
}

static struct answer copy(struct echo_copy_call call)
{
	uint32_t count = call.from.count < call.to.count ? call.from.count : call.to.count;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t word;

		if (!echo_copy_from_read(call.from, i, &word, 1))
			return answer_gone();
		word++;
		if (!echo_copy_to_write(call.to, i, &word, 1))
			return answer_gone();
	}
	return echo_copy_reply(call, count);
}

static struct answer refuse(struct echo_refuse_call call)
{
	return answer_refuse(call.caller, REPLY_FAULT_ACCESS_VIOLATION);
}

static struct answer die(struct echo_die_call call)
{
	(void)call;
	panic("asked to");
}

static struct answer hang(struct echo_hang_call call)
{
	(void)call;
	return answer_later();
}

int main(void)
{
	static const struct echo_server server = {
		.number = number,
		.mixed = mixed,
		.event = event,
		.letter = letter,
		.shout = shout,
		.complain = complain,
		.turn = turn,
		.copy = copy,
		.refuse = refuse,
		.die = die,
		.hang = hang,
	};

	echo_serve(&server);
}
