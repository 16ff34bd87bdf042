// The port contract's tasks and memory: a fresh task's registers, copying, reset.
#include "arch/armm/copy.h"
#include "arch/armm/scs.h"
#include "arch/armm/trap.h"
#include "kern/app.h"
#include "kern/arch.h"
#include "kern/umem.h"

// The frame that the hardware unstacks when an exception returns (ARMv7-M ARM, B1.5.6).
struct frame {
	uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

#define XPSR_THUMB (1u << 24)
#define LR_NONE 0xFFFFFFFFu
// Return to thread mode, process stack, no floating-point frame.
#define EXC_RETURN_TASK 0xFFFFFFFDu

void arch_task_reset(struct task_ix ix)
{
	const struct task_desc *desc = &app_task[ix.v];
	struct frame *frame = (struct frame *)desc->stack_top - 1;

	*frame = (struct frame){.lr = LR_NONE, .pc = desc->entry & ~1u, .xpsr = XPSR_THUMB};
	task_at(ix)->save = (struct arch_save){
		.psp = (uint32_t)frame,
		.exc_return = EXC_RETURN_TASK,
		.protection = &desc->protection,
	};
	// A task that restarts itself is no longer the one that runs.
	if (arm_current == &task_at(ix)->save)
		arm_current = NULL;
}

struct uslice arch_task_entry(struct task_ix ix)
{
	return (struct uslice){(uint32_t)task_at(ix), sizeof(struct task)};
}

void arch_copy(struct writable to, struct readable from, uint32_t n)
{
	arm_copy(to.base, from.base, n);
}

uint32_t arch_load_word(struct readable from, uint32_t offset)
{
	return *(const volatile uint32_t *)(from.base + offset);
}

uint8_t arch_load_byte(struct readable from, uint32_t offset)
{
	return *(const volatile uint8_t *)(from.base + offset);
}

void arch_store_byte(struct writable to, uint32_t offset, uint8_t value)
{
	*(volatile uint8_t *)(to.base + offset) = value;
}

void arch_publish(uint32_t *where, uint32_t value)
{
	*(volatile uint32_t *)where = value;
	__asm__ volatile("dsb" ::: "memory");
}

void arch_reset(void)
{
	__asm__ volatile("dsb" ::: "memory");
	AIRCR = AIRCR_RESET;
	__asm__ volatile("dsb" ::: "memory");
	for (;;)
		;
}
