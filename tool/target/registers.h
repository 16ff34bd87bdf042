// A processor's registers, as many as are known.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tool/base/str.h"

// Arm M-profile. The order is part of a dump's format: new ones go to the end.
enum register_number {
	REG_R0 = 0, // to REG_R0 + 12
	REG_SP = 13,
	REG_LR = 14,
	REG_PC = 15,
	REG_XPSR = 16,
	REG_MSP,
	REG_PSP,
	REG_PRIMASK,
	REG_BASEPRI,
	REG_FAULTMASK,
	REG_CONTROL,
	REG_FPSCR,
	REG_S0, // to REG_S0 + 31
	REG_COUNT = REG_S0 + 32,
};

struct registers {
	uint32_t value[REG_COUNT];
	uint64_t known; // bit per register: its value is
};

static inline void registers_set(struct registers *registers, unsigned number, uint32_t value)
{
	registers->value[number] = value;
	registers->known |= (uint64_t)1 << number;
}

static inline bool registers_have(const struct registers *registers, unsigned number)
{
	return (registers->known >> number & 1) != 0;
}

// False if the register is not known.
static inline bool registers_get(const struct registers *registers, unsigned number,
				 uint32_t *value)
{
	*value = registers->value[number];
	return registers_have(registers, number);
}

// "r0", "sp", "xpsr", "s31".
const char *register_name(unsigned number);

// The register of a name, as debug servers spell it in either case; REG_COUNT if it
// is none of these.
unsigned register_by_name(struct str name);

// Of xPSR: the exception that the processor is in; 0 when a task runs.
#define XPSR_EXCEPTION(xpsr) ((xpsr)&0x1FFu)
