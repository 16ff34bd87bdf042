// The kernel's own death.
#include "kern/panic.h"

#include "abi/epitaph.h"
#include "kern/app.h"
#include "kern/arch.h"

// The linker keeps this section out of what start-up clears.
KEPT struct epitaph kernel_epitaph __attribute__((section(".uninit.epitaph")));

NORETURN static void die(enum epitaph_kind kind, uint32_t detail, uint32_t pc, uint32_t address)
{
	kernel_epitaph = (struct epitaph){
		.kind = kind,
		.detail = detail,
		.task = kernel.current,
		.pc = pc,
		.address = address,
		.image_id = {(uint32_t)app_image_id, (uint32_t)(app_image_id >> 32)},
		.now = kernel.now,
	};
	arch_publish(&kernel_epitaph.magic, EPITAPH_MAGIC);
	arch_reset();
}

void panic_supervisor(const struct fault *fault)
{
	die(EPITAPH_SUPERVISOR_FAULT, fault->kind | (uint32_t)fault->reason << 8, 0, fault->detail);
}

void panic_unexpected_irq(uint32_t line)
{
	die(EPITAPH_UNEXPECTED_IRQ, line, 0, 0);
}

void panic_invariant(uint32_t number)
{
	die(EPITAPH_BROKEN_INVARIANT, number, 0, 0);
}

void panic_kernel_fault(uint32_t status, uint32_t pc, uint32_t address)
{
	die(EPITAPH_KERNEL_FAULT, status, pc, address);
}

void panic_nmi(void)
{
	die(EPITAPH_NMI, 0, 0, 0);
}

void panic_no_protection(uint32_t regions)
{
	die(EPITAPH_NO_PROTECTION, regions, 0, 0);
}
