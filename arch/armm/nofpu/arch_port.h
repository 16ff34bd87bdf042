// The M-profile port for cores without a floating-point unit.
#pragma once

#include "arch/armm/port.h"

struct arch_save {
	uint32_t r[8];       // r4-r11
	uint32_t psp;        // process stack pointer; the hardware's frame is there
	uint32_t exc_return; // how to return: which frame, which stack
};

#include "arch/armm/save.h"
#include "desc_offset.h"
