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
#define XPSR_IT 0x0600FC00u // state of an IT block, or of an interrupted load or store
#define LR_NONE 0xFFFFFFFFu
// Set by the linker script.
extern uint32_t __kernel_stack_base[], __kernel_stack_top[];

// Return to thread mode, process stack, no floating-point frame.
#define EXC_RETURN_TASK 0xFFFFFFFDu

static struct arm_leaving *leaving(void)
{
	return (struct arm_leaving *)__kernel_stack_top - 1;
}

void arch_task_reset(struct task *task)
{
	const struct task_desc *desc = task->desc;
	struct frame *frame = (struct frame *)desc->stack_top - 1;

	*frame = (struct frame){.lr = LR_NONE, .pc = desc->entry & ~1u, .xpsr = XPSR_THUMB};
	task->save = (struct arch_save){
		.psp = (uint32_t)frame,
		.exc_return = EXC_RETURN_TASK,
	};
	// When a task has itself restarted, what it was is not to be saved over what it shall
	// be. That goes where nobody looks: to the far end of this stack.
	if (task == kernel.current)
		leaving()->save = __kernel_stack_base;
}

struct uslice arch_task_entry(const struct task *task)
{
	return (struct uslice){(uint32_t)task, sizeof *task};
}

static struct frame *frame_of(const struct task *task)
{
	uint32_t psp = task->save.psp;

	if (task == kernel.current)
		__asm__ volatile("mrs %0, psp" : "=r"(psp));
	return (struct frame *)psp;
}

// A task may have its stack pointer anywhere, so its frame is memory like any other
// that it names. A call in the middle of a conditional block (IT) would find the
// block's state moved on, so it is not made again either. (`bh bench` knows the name.)
NEVER_INLINE bool arch_should_pause(const struct task *task)
{
	const struct frame *frame = frame_of(task);

	return ICSR_VECTPENDING(ICSR) != 0 &&
	       umem_may_write(task, (struct uslice){(uint32_t)frame, sizeof *frame}) &&
	       (frame->xpsr & XPSR_IT) == 0;
}

// The stacked program counter is behind the SVC instruction, which has two bytes.
void arch_call_again(struct task *task)
{
	frame_of(task)->pc -= 2;
	task->save.r[7] |= ARCH_CALL_AGAIN;
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
