// The port contract's clock and alarm.
//
// The counter gives the time, so what is done to SysTick, which only gives the alarm,
// cannot make the clock wrong. SysTick has 24 bits: it rings at least every 2^24
// cycles, and so the counter is looked at long before it has wrapped.
#include "arch/armm/clock.h"

#include "arch/armm/scs.h"
#include "kern/app.h"
#include "kern/arch.h"
#include "kern/panic.h"

// How often a counter that has been started is read before it is taken for dead: time
// enough for one of some kHz.
#define READS_MAX 1000000u

// Reads of SysTick within which it begins to count: it does so with its next cycle.
#define BEGINS_WITHIN 100u

KEPT struct count arm_clock;
KEPT volatile uint64_t arm_alarm_by = UINT64_MAX;

// The processor's own. It is not there in an emulator, and on many chips it stands while
// the processor sleeps.
__attribute__((weak)) void chip_counter_start(void)
{
	DEMCR |= DEMCR_TRCENA;
	DWT_LAR = DWT_LAR_KEY;
	DWT_CTRL |= DWT_CTRL_CYCCNTENA;
}

__attribute__((weak)) uint32_t chip_counter(void)
{
	return DWT_CYCCNT;
}

static bool counter_counts(void)
{
	uint32_t first = chip_counter();

	for (uint32_t i = 0; i < READS_MAX; i++)
		if (chip_counter() != first)
			return true;
	return false;
}

void clock_start(void)
{
	chip_counter_start();
	if (!counter_counts())
		panic_no_clock();
	arm_clock.last = chip_counter();
}

uint64_t arch_clock(void)
{
	count_to(&arm_clock, &app_counter_rate, chip_counter());
	return arm_clock.ms;
}

uint32_t arch_counter(void)
{
	return chip_counter();
}

// The processor's cycles until the clock reaches `ms`, as far as SysTick can count. It
// does not take 0.
static uint32_t cycles_until(uint64_t ms)
{
	uint32_t rest = arm_clock.rest;
	uint64_t away = ms - arm_clock.ms;

	if (ms <= arm_clock.ms)
		return 1;
	if (away > SYST_COUNT_MAX / app_cycles_per_ms)
		return SYST_COUNT_MAX;
	// A counter as fast as the processor is the usual case.
	if (app_counter_rate.cycles != app_cycles_per_ms)
		rest = count_scale(rest, app_cycles_per_ms, app_counter_rate.cycles).whole;
	return (uint32_t)away * app_cycles_per_ms - rest;
}

NEVER_INLINE void arm_clock_told(void)
{
	__asm__ volatile("" ::: "memory");
}

// SysTick begins at the reload value with the first cycle after it is enabled. Once it
// has, a reload value of 0 makes it stop when it is down: the alarm rings once. One that
// was missed in its beginning, since it was so short, rings until the next is set.
// If an alarm is already pending, that is for what came before.
void arch_set_alarm(uint64_t ms)
{
	uint64_t latest;

	arch_clock();
	arm_clock_told();
	latest = arm_alarm_by;
	SYST_CSR = 0;
	ICSR = ICSR_PENDSTCLR;
	SYST_RVR = cycles_until(ms < latest ? ms : latest);
	SYST_CVR = 0;
	SYST_CSR = SYST_CSR_ENABLE | SYST_CSR_TICKINT | SYST_CSR_CLKSOURCE;
	for (uint32_t i = 0; i < BEGINS_WITHIN; i++) {
		if (SYST_CVR != 0) {
			SYST_RVR = 0;
			return;
		}
	}
}
