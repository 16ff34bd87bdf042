// From the processor's exceptions to the kernel's entries.
#include "arch/armm/trap.h"

#include "arch/armm/scs.h"
#include "kern/app.h"
#include "kern/arch.h"
#include "kern/entry.h"

_Static_assert(offsetof(struct kernel, current) == KERNEL_CURRENT, "entry_v7m.S");
_Static_assert(offsetof(struct task, save) == 0, "entry_v7m.S");
_Static_assert(offsetof(struct arch_save, psp) == SAVE_PSP, "entry_v7m.S");
_Static_assert(offsetof(struct arch_save, exc_return) == SAVE_PSP + 4, "entry_v7m.S");
_Static_assert(offsetof(struct task, desc) == TASK_DESC, "entry_v7m.S");
_Static_assert(offsetof(struct task_desc, protection) == 0, "entry_v7m.S");

struct task *arm_first_task(void)
{
	return kernel.current;
}

static struct fault access_fault(enum fault_kind kind, bool address_is_valid, uint32_t address)
{
	return (struct fault){
		.kind = (uint8_t)kind,
		.reason = FAULT_BY_USER,
		.has_detail = address_is_valid,
		.detail = address_is_valid ? address : 0,
	};
}

// What the status registers say that the current task did. If the stack pointer
// was bad when the hardware wanted to save registers, that is the cause, whatever
// else is set.
static struct fault classify(uint32_t cfsr, uint32_t hfsr)
{
	if ((cfsr & CFSR_MSTKERR) != 0)
		return (struct fault){.kind = FAULT_STACK_OVERFLOW,
				      .detail = kernel.current->save.psp};
	if ((cfsr & CFSR_IACCVIOL) != 0)
		return (struct fault){.kind = FAULT_ILLEGAL_TEXT};
	if ((cfsr & 0xFFu) != 0)
		return access_fault(FAULT_MEMORY_ACCESS, (cfsr & CFSR_MMARVALID) != 0, MMFAR);
	if ((cfsr & 0xFF00u) != 0)
		return access_fault(FAULT_BUS_ERROR, (cfsr & CFSR_BFARVALID) != 0, BFAR);
	if ((cfsr & CFSR_DIVBYZERO) != 0)
		return (struct fault){.kind = FAULT_DIVIDE_BY_ZERO};
	if ((cfsr & CFSR_UNDEFINSTR) != 0)
		return (struct fault){.kind = FAULT_ILLEGAL_INSTRUCTION};
	return (struct fault){
		.kind = FAULT_INVALID_OPERATION,
		.detail = cfsr != 0 ? cfsr : hfsr,
	};
}

struct task *arm_task_fault(void)
{
	uint32_t cfsr = CFSR;
	uint32_t hfsr = HFSR;
	struct fault fault = classify(cfsr, hfsr);

	CFSR = cfsr;
	HFSR = hfsr;
	// If saving registers for a system call is what failed, that call is still
	// pending, and the next task to run would be taken to have made it.
	SHCSR &= ~SHCSR_PENDED;
	return kern_fault(&fault);
}
