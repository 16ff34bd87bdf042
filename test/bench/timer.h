// Timer of Arm's Cortex-M System Design Kit: counts down to 0, then reloads.
#pragma once

#include <stdint.h>

struct cmsdk_timer {
	volatile uint32_t ctrl;
	volatile uint32_t value;
	volatile uint32_t reload;
	volatile uint32_t intr; // read: INTSTATUS, write 1: INTCLEAR
};

#define TIMER_CTRL_ENABLE (1u << 0)
#define TIMER_CTRL_INT_ENABLE (1u << 3)
