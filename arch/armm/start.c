// From reset to the first task.
//
// The vector table names arm_reset, which prepares memory, then the chip, then
// the kernel and the processor, and leaves for good by raising PendSV: its entry
// runs the first task. PendSV has no other use.
#include <stdint.h>

#include "arch/armm/clock.h"
#include "arch/armm/fpu_setup.h"
#include "arch/armm/scs.h"
#include "arch/armm/trap.h"
#include "kern/app.h"
#include "kern/entry.h"
#include "kern/panic.h"

// Set by the linker script.
extern uint32_t __data_start[], __data_end[], __bss_start[], __bss_end[];
extern const uint32_t __data_load[];
extern uint32_t __kernel_stack_top[];

void arm_reset(void);
void chip_start(void);

struct vectors {
	uint32_t *stack;
	void (*handler[15 + ARCH_IRQS])(void);
};

extern const struct vectors arm_vectors;
const struct vectors arm_vectors __attribute__((section(".vectors"), used)) = {
	.stack = __kernel_stack_top,
	.handler =
		{
			[0] = arm_reset,
			[1] = arm_nmi_entry,
			[2 ... 9] = arm_fault_entry, // HardFault, the other faults, reserved
			[10] = arm_svc_entry,
			[11 ... 12] = arm_fault_entry, // DebugMonitor, reserved
			[13] = arm_launch_entry,
			[14] = arm_alarm_entry,
			[15 ... 14 + ARCH_IRQS] = arm_interrupt_entry,
		},
};

// What a chip must have done before the kernel runs, such as its clocks. A chip
// that needs nothing defines nothing.
__attribute__((weak)) void chip_start(void)
{
}

static void prepare_memory(void)
{
	const uint32_t *from = __data_load;

	for (uint32_t *to = __data_start; to != __data_end; to++)
		*to = *from++;
	for (uint32_t *to = __bss_start; to != __bss_end; to++)
		*to = 0;
}

// Faults above all else; everything that enters the kernel at one priority.
static void set_priorities(void)
{
	SHPR1 = 0;
	SHPR2 = 0xFF000000;
	SHPR3 = 0xFFFF0000;
#pragma GCC unroll 1
	for (uint32_t i = 0; i < (ARCH_IRQS + 3) / 4; i++)
		NVIC_IPR(i) = 0xFFFFFFFF;
	SHCSR |= SHCSR_FAULTS_ENABLE;
	CCR |= CCR_DIV_0_TRP;
	SCR |= SCR_SEVONPEND;
}

static void start_protection(void)
{
	uint32_t regions = MPU_TYPE_REGIONS(MPU_TYPE);

	if (regions < ARCH_REGIONS)
		panic_no_protection(regions);
	MPU_CTRL = MPU_CTRL_ON;
}

void arm_reset(void)
{
	__asm__ volatile("cpsid i" ::: "memory");
	prepare_memory();
	chip_start();
	fpu_setup();
	set_priorities();
	start_protection();
	clock_start();
	kern_boot();
	ICSR = ICSR_PENDSVSET;
	__asm__ volatile("dsb\n\tcpsie i\n\tisb" ::: "memory");
	for (;;)
		;
}
