// The kernel's own death.
//
// The record is made where it stays, since the port has already stored registers
// in it when death comes from an exception. It counts only when the magic number is
// written: a second failure on the way leaves none.
#include "kern/panic.h"

#include "kern/app.h"
#include "kern/arch.h"

KEPT struct epitaph kernel_epitaph SURVIVES(epitaph);

/*@
  requires current_is_known;
  ensures kernel_epitaph.context == context && kernel_epitaph.known == known;
  assigns kernel_epitaph.task, kernel_epitaph.context, kernel_epitaph.known;
*/
static void tell_registers(enum epitaph_context context, uint32_t known)
{
	kernel_epitaph.task = kernel.current == NULL ? 0 : task_index(kernel.current);
	kernel_epitaph.context = context;
	kernel_epitaph.known = known;
}

/*@
  requires is_task(task) && current_is_known;
  ensures kernel_epitaph.context == EPITAPH_IN_TASK && kernel_epitaph.task == task->index;
  assigns kernel_epitaph;
*/
static void tell_registers_of(const struct task *task)
{
	tell_registers(EPITAPH_IN_TASK, arch_task_registers(task, kernel_epitaph.registers));
	kernel_epitaph.task = task_index(task);
}

/*@
  assigns \nothing;
*/
NEVER_INLINE static uint32_t seal(void)
{
	return epitaph_seal(&kernel_epitaph);
}

bool panic_left_epitaph(void)
{
	return kernel_epitaph.magic == EPITAPH_MAGIC && kernel_epitaph.seal == seal();
}

// Those of the kernel itself may be the clock's fault, or come before it runs.
/*@
  assigns \nothing;
*/
static uint64_t time_of(enum epitaph_kind kind)
{
	return kernel_epitaph.context == EPITAPH_IN_KERNEL && kind != EPITAPH_NMI ? kernel.now
										  : arch_clock();
}

/*@
  ensures \false;
  assigns kernel_epitaph;
*/
NORETURN static void die(enum epitaph_kind kind, uint32_t detail, uint32_t address)
{
	struct epitaph *e = &kernel_epitaph;

	e->kind = kind;
	e->detail = detail;
	e->address = address;
	e->now = time_of(kind);
	e->image_id = app_image_id;
	e->seal = seal();
	arch_publish(&e->magic, EPITAPH_MAGIC);
	arch_reset();
}

void panic_supervisor(const struct fault *fault)
{
	tell_registers_of(task_at(TASK_SUPERVISOR));
	die(EPITAPH_SUPERVISOR_FAULT, fault->kind | (uint32_t)fault->reason << 8, fault->detail);
}

void panic_unexpected_irq(uint32_t line)
{
	tell_registers_of(kernel.current);
	die(EPITAPH_UNEXPECTED_IRQ, line, 0);
}

void panic_invariant(uint32_t number)
{
	tell_registers_of(kernel.current);
	die(EPITAPH_BROKEN_INVARIANT, number, 0);
}

void panic_kernel_fault(uint32_t status, uint32_t address, uint32_t known)
{
	tell_registers(EPITAPH_IN_KERNEL, known);
	die(EPITAPH_KERNEL_FAULT, status, address);
}

void panic_nmi(enum epitaph_context context, uint32_t known)
{
	tell_registers(context, known);
	die(EPITAPH_NMI, 0, 0);
}

// At the start no task runs yet, and no register means much.
/*@
  requires current_is_known;
  ensures \false;
  assigns kernel_epitaph;
*/
NEVER_INLINE NORETURN static void die_at_start(enum epitaph_kind kind, uint32_t detail)
{
	tell_registers(EPITAPH_IN_KERNEL, 0);
	die(kind, detail, 0);
}

void panic_no_protection(uint32_t regions)
{
	die_at_start(EPITAPH_NO_PROTECTION, regions);
}

void panic_no_clock(void)
{
	die_at_start(EPITAPH_NO_CLOCK, 0);
}
