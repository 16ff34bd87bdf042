// What bh and the plugin inside QEMU (plugin/pace.c) say to each other, over a
// socket: the plugin calls when the guest has come to a place of interest, and the
// guest stands there, virtual time with it, until bh has answered.
#pragma once

#include <stdint.h>

enum pace_place {
	PACE_START = 0, // nothing has run yet
	PACE_CLOCK = 1, // the kernel tells the time (arch/armm/clock.h)
	PACE_IDLE = 2,  // the instruction at which the idle task waits
};

struct pace_call {
	uint32_t place; // enum pace_place
};

struct pace_answer {
	uint32_t wake_idle; // 1: call also when the guest is next idle
};
