// Pong: answers a number with its successor or its complement (idl/pong.idol).
#include "idl/pong_server.h"

static struct answer increment(struct pong_increment_call call, uint32_t value)
{
	return pong_increment_reply(call, value + 1);
}

static struct answer complement(struct pong_complement_call call, uint32_t value)
{
	return pong_complement_reply(call, ~value);
}

int main(void)
{
	static const struct pong_server server = {
		.increment = increment,
		.complement = complement,
	};

	pong_serve(&server);
}
