// The floating-point unit: who may use it, and when its registers are saved.
#include "arch/armm/fpu_setup.h"

#include "abi/layout.h"
#include "arch/armm/port.h"
#include "arch/armm/scs.h"
#include "arch_port.h"

_Static_assert(offsetof(struct arch_save, s) == SAVE_FP, "fp.inc");

LAYOUT_TABLE(LAYOUT_MEMBER(arch_save, s), );

// What fp.inc loads, twice, into s0-s31 behind a task that used them.
extern const uint32_t arm_fp_zeros[16];
const uint32_t arm_fp_zeros[16];

void fpu_setup(void)
{
	CPACR |= CPACR_FP_FULL;
	FPCCR = (FPCCR | FPCCR_ASPEN) & ~FPCCR_LSPEN;
	__asm__ volatile("dsb\n\tisb" ::: "memory");
}
