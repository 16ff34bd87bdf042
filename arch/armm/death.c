// The registers that the kernel's last words tell (abi/epitaph.h).
#include "abi/crash.h"
#include "arch/armm/scs.h"
#include "arch/armm/trap.h"
#include "kern/arch.h"
#include "kern/panic.h"
#include "kern/umem.h"

#define REGISTERS_AT offsetof(struct epitaph, registers)

_Static_assert(REGISTERS_AT == EPITAPH_R0, "death_v7m.S");
_Static_assert(REGISTERS_AT + 4 * 4 == EPITAPH_R4, "death_v7m.S");
_Static_assert(REGISTERS_AT + 4 * 12 == EPITAPH_R12, "death_v7m.S");
_Static_assert(REGISTERS_AT + 4 * EPITAPH_SP == EPITAPH_R13, "death_v7m.S");
_Static_assert(REGISTERS_AT + 4 * EPITAPH_LR == EPITAPH_R14, "death_v7m.S");

// What crash records say of the registers in a task's entry.
_Static_assert(offsetof(struct task, save) == 0, "abi/crash.h");
_Static_assert(offsetof(struct arch_save, r) == 0, "abi/crash.h");
_Static_assert(offsetof(struct arch_save, psp) == CRASH_ARM_M_PSP, "abi/crash.h");
_Static_assert(offsetof(struct arch_save, exc_return) == CRASH_ARM_M_PSP + 4, "abi/crash.h");

#define FRAME_SIZE 32u

static uint32_t read_psp(void)
{
	uint32_t psp;

	__asm__ volatile("mrs %0, psp" : "=r"(psp));
	return psp;
}

static uint32_t exception_number(void)
{
	uint32_t ipsr;

	__asm__ volatile("mrs %0, ipsr" : "=r"(ipsr));
	return ipsr;
}

// What the hardware stacked for a task: r0-r3, r12, lr, pc, xPSR. A task may have its
// stack pointer anywhere, so this is memory like any other that it names.
static uint32_t frame_registers(const struct task *task, uint32_t psp, uint32_t *to)
{
	static const uint8_t position[] = {0, 1, 2, 3, 12, 14, 15, 16};
	struct readable frame;
	uint32_t known = 0;

	if (!umem_readable(task, (struct uslice){psp, FRAME_SIZE}, &frame))
		return 0;
	for (uint32_t i = 0; i < sizeof position; i++) {
		to[position[i]] = arch_load_word(frame, 4 * i);
		known |= 1u << position[i];
	}
	return known;
}

// System calls and faults save r4-r11 when they enter, interrupts only if the task
// changes.
uint32_t arch_task_registers(const struct task *task, uint32_t *to)
{
	const struct arch_save *save = &task->save;
	bool is_current = task == kernel.current;
	uint32_t psp = is_current ? read_psp() : save->psp;
	uint32_t known = 1u << EPITAPH_SP;

	to[EPITAPH_SP] = psp;
	if (!is_current || exception_number() < EXCEPTION_SYSTICK) {
		for (uint32_t i = 0; i < 8; i++)
			to[4 + i] = save->r[i];
		known |= 0xFF0;
	}
	return known | frame_registers(task, psp, to);
}

void arm_kernel_fault(uint32_t known)
{
	uint32_t cfsr = CFSR;
	uint32_t address = 0;

	if ((cfsr & CFSR_MMARVALID) != 0)
		address = MMFAR;
	else if ((cfsr & CFSR_BFARVALID) != 0)
		address = BFAR;
	panic_kernel_fault(cfsr, address, known);
}

void arm_nmi(uint32_t known, uint32_t exc_return)
{
	if ((exc_return & EXC_RETURN_PROCESS_STACK) == 0)
		panic_nmi(EPITAPH_IN_KERNEL, known);
	panic_nmi(EPITAPH_IN_TASK,
		  known | frame_registers(kernel.current, read_psp(), kernel_epitaph.registers));
}
