// Victim: a task that does wrong when it is told to, by notifications.
#include "gen/task.h"
#include "idl/jefe_types.h"
#include "test/supervise/marks.h"
#include "ulib/panic.h"
#include "ulib/slot.h"
#include "ulib/time.h"

TASK_SLOT(jefe_slot, "jefe");

#define NOTIFY_TIME (1u << 30)

static void ask(enum jefe_op operation, const uint32_t *argument)
{
	(void)sys_send(slot_peer(&jefe_slot), (uint16_t)operation, argument,
		       argument != NULL ? sizeof *argument : 0, NULL, 0, NULL, 0);
}

// Divides by zero, with marks for the crash record.
static void die(void)
{
	register uint32_t r0 __asm__("r0") = MARK_R0;
	register uint32_t r1 __asm__("r1") = MARK_STACK;
	register uint32_t r2 __asm__("r2") = 0;
	register uint32_t r3 __asm__("r3") = MARK_R11;
	register uint32_t r4 __asm__("r4") = MARK_R4;

	__asm__ volatile("mov r11, r3\n\t"
			 "push {r1}\n\t"
			 "udiv r5, r1, r2"
			 :
			 : "r"(r0), "r"(r1), "r"(r2), "r"(r3), "r"(r4)
			 : "r5", "memory");
}

static void spin(void)
{
	for (;;)
		;
}

// Set by the linker script: where the stack ends, and this task's memory with it.
extern uint32_t _stack_base[];

// The next exception cannot save registers, for want of memory there.
static void die_with_stack_at(uint32_t sp)
{
	__asm__ volatile("mov sp, %0\n\t"
			 "udiv r0, r0, %1" ::"r"(sp),
			 "r"(0)
			 : "r0", "memory");
}

static uint32_t wait(void)
{
	if (CONFIG_CHECK_IN_MS != 0) {
		ask(JEFE_OP_CHECK_IN, NULL);
		time_notify_after(CONFIG_CHECK_IN_MS, NOTIFY_TIME);
	}
	return sys_recv_notification(UINT32_MAX);
}

int main(void)
{
	const uint32_t own_index = TASK_PLAIN;

	for (;;) {
		uint32_t bits = wait();

		if ((bits & NOTIFY_DIE) != 0)
			die();
		if ((bits & NOTIFY_AGAIN) != 0)
			ask(JEFE_OP_RESTART_ME, NULL);
		if ((bits & NOTIFY_TRESPASS) != 0)
			ask(JEFE_OP_START, &own_index);
		if ((bits & NOTIFY_SPIN) != 0)
			spin();
		if ((bits & NOTIFY_LOSE_STACK) != 0)
			die_with_stack_at(8);
		if ((bits & NOTIFY_OVERFLOW) != 0)
			die_with_stack_at((uint32_t)_stack_base + 8);
		if ((bits & NOTIFY_BE_STUCK) != 0)
			sys_recv_notification(NOTIFY_BE_STUCK);
	}
}
