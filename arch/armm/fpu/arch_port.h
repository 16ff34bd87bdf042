// The M-profile port for cores with a floating-point unit: s16-s31 are saved
// for tasks that have used it, beside what the hardware saves of its own accord.
#pragma once

#include "arch/armm/port.h"

struct arch_save {
	uint32_t r[8];       // r4-r11
	uint32_t psp;        // process stack pointer; the hardware's frame is there
	uint32_t exc_return; // how to return: which frame, which stack
	uint32_t s[16];      // s16-s31, meaningful if exc_return says that there is an FP frame
};

#include "arch/armm/save.h"
#include "desc_offset.h"
