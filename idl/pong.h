// Pong: a server to try calls on.
#pragma once

#include <stdint.h>

enum pong_operation {
	PONG_INCREMENT = 1,  // request u32, reply u32: one more, modulo 2^32
	PONG_COMPLEMENT = 2, // request u32, reply u32: every bit turned over
};
