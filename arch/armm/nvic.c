// The port contract's interrupt lines: the Nested Vectored Interrupt Controller.
#include "arch/armm/scs.h"
#include "arch/armm/trap.h"
#include "kern/arch.h"

static uint32_t line_bit(uint32_t line)
{
	return 1u << line % 32;
}

void arch_irq_enable(uint32_t line)
{
	NVIC_ISER(line / 32) = line_bit(line);
}

void arch_irq_disable(uint32_t line)
{
	NVIC_ICER(line / 32) = line_bit(line);
}

void arch_irq_clear_pending(uint32_t line)
{
	NVIC_ICPR(line / 32) = line_bit(line);
}

void arch_irq_make_pending(uint32_t line)
{
	NVIC_ISPR(line / 32) = line_bit(line);
}

bool arch_irq_is_enabled(uint32_t line)
{
	return (NVIC_ISER(line / 32) & line_bit(line)) != 0;
}

bool arch_irq_is_pending(uint32_t line)
{
	return (NVIC_ISPR(line / 32) & line_bit(line)) != 0;
}

// Nothing can preempt a kernel entry, so what is pending stays so until it is
// taken by hand.
uint32_t arch_wait(void)
{
	uint32_t exception = ICSR_VECTPENDING(ICSR);

	while (exception == 0) {
		__asm__ volatile("wfe");
		exception = ICSR_VECTPENDING(ICSR);
	}
	if (exception == EXCEPTION_SYSTICK)
		return ARCH_WAIT_ALARM; // pending until the next is set
	arch_irq_clear_pending(exception - EXCEPTION_FIRST_LINE);
	return exception - EXCEPTION_FIRST_LINE;
}
