// The clock: time from a counter that is never stopped or set, and SysTick for an
// alarm.
#pragma once

#include "abi/attr.h"
#include "arch/armm/count.h"

// Before kern_boot(), interrupts off: the clock is 0.
void clock_start(void);

// What a chip may define, if it has a better counter than the processor's own: one of
// 32 bits that counts up, at the rate that chip.toml gives, also while the processor
// sleeps, and wraps. It is started once and then left alone.
void chip_counter_start(void);
uint32_t chip_counter(void);

// For an emulator's runner, or a debugger. It finds the time in arm_clock whenever the
// processor comes to arm_clock_told, which is at least after each alarm; and before it
// lets the processor go on, it may have the next alarm come by a certain time (ms since
// boot), whatever the kernel wants.
extern struct count arm_clock;
extern volatile uint64_t arm_alarm_by;
void arm_clock_told(void);
