// The server of idol.idol.
#include "idl/idol_server.h"

static struct answer increment(struct idol_increment_call call, uint32_t i)
{
	return idol_increment_reply(call, i + 1);
}

static struct answer maybe_increment(struct idol_maybe_increment_call call, uint32_t i, bool really)
{
	return idol_maybe_increment_reply(call, really ? i + 1 : i);
}

static struct answer bool_not(struct idol_bool_not_call call, bool b)
{
	return idol_bool_not_reply(call, !b);
}

static struct answer bool_xor(struct idol_bool_xor_call call, bool a, bool b)
{
	return idol_bool_xor_reply(call, a != b);
}

static struct answer return_err_if_true(struct idol_return_err_if_true_call call, bool b)
{
	if (b)
		return idol_return_err_if_true_fail(call, IDOL_ERROR_YOU_ASKED_FOR_THIS);
	return idol_return_err_if_true_reply(call);
}

static struct answer fancy(struct idol_fancy_call call, const struct idol_triple *triple)
{
	const struct idol_triple changed = {triple->u + 1, !triple->b, triple->f * 2};

	return idol_fancy_reply(call, &changed);
}

// An address that counts from 1, and TCP to port 998, not to be kept.
static bool is_intact(const struct idol_meta *meta)
{
	for (uint32_t i = 0; i < sizeof meta->address.raw; i++)
		if (meta->address.raw[i] != i + 1)
			return false;
	return meta->protocol.kind == IDOL_PROTOCOL_TCP && meta->protocol.tcp.f0 == 998 &&
	       !meta->protocol.tcp.f1;
}

static struct answer vid(struct idol_vid_call call, uint8_t a, const struct idol_meta *meta)
{
	if (a != 37 || !is_intact(meta))
		return idol_vid_fail(call, IDOL_ERROR_YOU_ASKED_FOR_THIS);
	return idol_vid_reply(call, meta->vid);
}

static struct answer vid_by_direction(struct idol_vid_by_direction_call call,
				      enum idol_direction direction, const struct idol_meta *meta)
{
	if (!is_intact(meta))
		return idol_vid_by_direction_fail(call, IDOL_ERROR_YOU_ASKED_FOR_THIS);
	return idol_vid_by_direction_reply(
		call, (uint16_t)(meta->vid + (direction == IDOL_DIRECTION_OUT ? 2 : 0)));
}

int main(void)
{
	static const struct idol_server server = {
		.increment = increment,
		.maybe_increment = maybe_increment,
		.bool_not = bool_not,
		.bool_xor = bool_xor,
		.return_err_if_true = return_err_if_true,
		.fancy = fancy,
		.vid = vid,
		.vid_by_direction = vid_by_direction,
	};

	idol_serve(&server);
}
