// Whatever a task must not do. Each in its own function, in the fewest instructions
// that do it.
#include "test/suite/assist/misdeed.h"

#include "ulib/panic.h"

#define NOINLINE __attribute__((noinline))

// Thumb code: bx lr.
#define BX_LR 0x4770u

static uint32_t code_in_data[] = {BX_LR, BX_LR};

static void execute(uint32_t address)
{
	void (*code)(void) = (void (*)(void))(address | 1u);

	code();
}

static void execute_stack(void)
{
	volatile uint32_t code_in_stack[] = {BX_LR, BX_LR};

	execute((uint32_t)code_in_stack);
}

// 64 bytes at a time.
NOINLINE static uint32_t recurse(uint32_t depth)
{
	volatile uint32_t space[16];

	for (uint32_t i = 0; i < 16; i++)
		space[i] = depth;
	if (depth == 0) // never: it begins with 1
		return 0;
	return space[depth % 16] + recurse(depth + 1) + space[0];
}

NOINLINE static uint32_t use_big_array(void)
{
	volatile uint32_t big[2048];

	for (uint32_t i = 0; i < 2048; i++)
		big[i] = 0;
	return big[0];
}

static void call_on_stack(uint32_t address)
{
	__asm__ volatile("mov sp, %0\n\t"
			 "svc #0" ::"r"(address)
			 : "memory");
}

static void spin_on_stack(uint32_t address)
{
	__asm__ volatile("mov sp, %0\n"
			 "1: b 1b" ::"r"(address)
			 : "memory");
}

static void divide(void)
{
	__asm__ volatile("udiv r0, %0, %1" ::"r"(1), "r"(0) : "r0");
}

static void branch_to_even(void)
{
	__asm__ volatile("mov r0, pc\n\t"
			 "bic r0, r0, #3\n\t"
			 "bx r0" ::
				 : "r0");
}

static void load_unaligned(uint32_t address)
{
	__asm__ volatile("ldrd r0, r1, [%0]" ::"r"(address | 1u) : "r0", "r1");
}

// vmov.f32 s0, #1.0, spelled out for assemblers of cores that lack it.
static void use_coprocessor(void)
{
	__asm__ volatile(".inst.w 0xeeb70a00");
}

static uint32_t read(uint32_t address)
{
	return *(volatile uint32_t *)address;
}

// Nothing is mapped in the last megabyte below 2^32, so this ends.
static void walk(uint32_t address)
{
	do {
		(void)read(address);
		address += 4;
	} while (address != 0);
}

static void become_privileged(uint32_t address)
{
	__asm__ volatile("msr control, %0\n\t"
			 "isb" ::"r"(0)
			 : "memory");
	(void)read(address);
}

// With exceptions masked a system call could not be taken, and would be a fault.
static void mask_interrupts(uint32_t address)
{
	__asm__ volatile("cpsid i\n\t"
			 "cpsid f\n\t"
			 "msr basepri, %0" ::"r"(0x10)
			 : "memory");
	(void)sys_now();
	(void)read(address);
}

static void use_float(void)
{
#ifdef __ARM_FP
	__asm__ volatile("vmov.f32 s0, #1.0\n\t"
			 "vmov.f32 s31, #2.0");
#endif
	__asm__ volatile("udf #1");
}

void misdeed_do(const struct misdeed *misdeed)
{
	uint32_t address = misdeed->address;

	switch ((enum misdeed_kind)misdeed->kind) {
	case MISDEED_READ:
		(void)read(address);
		return;
	case MISDEED_WRITE:
		*(volatile uint32_t *)address = 0xBADBADBA;
		return;
	case MISDEED_WALK:
		walk(address);
		return;
	case MISDEED_EXECUTE:
		execute(address);
		return;
	case MISDEED_EXECUTE_DATA:
		execute((uint32_t)code_in_data);
		return;
	case MISDEED_EXECUTE_STACK:
		execute_stack();
		return;
	case MISDEED_RECURSE:
		(void)recurse(1);
		return;
	case MISDEED_BIG_ARRAY:
		(void)use_big_array();
		return;
	case MISDEED_CALL_ON_STACK:
		call_on_stack(address);
		return;
	case MISDEED_SPIN_ON_STACK:
		spin_on_stack(address);
		return;
	case MISDEED_DIVIDE:
		divide();
		return;
	case MISDEED_UNDEFINED:
		__asm__ volatile("udf #0");
		return;
	case MISDEED_EVEN_BRANCH:
		branch_to_even();
		return;
	case MISDEED_UNALIGNED:
		load_unaligned(address);
		return;
	case MISDEED_NO_COPROCESSOR:
		use_coprocessor();
		return;
	case MISDEED_BREAKPOINT:
		__asm__ volatile("bkpt #0");
		return;
	case MISDEED_PANIC:
		panic(ASSIST_LAST_WORDS);
	case MISDEED_PRIVILEGE:
		become_privileged(address);
		return;
	case MISDEED_MASK:
		mask_interrupts(address);
		return;
	case MISDEED_FLOAT:
		use_float();
		return;
	}
}
