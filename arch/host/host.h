// What the host port offers to whoever drives the kernel: memory for its tasks, an
// interrupt controller to look at, and a way to go on after the kernel's end.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Target addresses [base, base + size) are the host's `bytes`.
struct host_memory {
	uint32_t base;
	uint32_t size;
	uint8_t *bytes;
};

// Says what memory there is. The pieces do not overlap; the array is kept, not
// copied. A range that the kernel touches must lie in one piece.
void host_set_memory(const struct host_memory *pieces, size_t count);

// The bytes at target addresses [address, address + size). Ends the program, with a
// message, if there is no such memory: the kernel let something through.
uint8_t *host_bytes(uint32_t address, uint32_t size);

// The interrupt controller: bit n is line n.
struct host_irq {
	uint32_t enabled;
	uint32_t pending;
};

extern struct host_irq host_irq;

// Virtual time, in ms since boot. Only who drives the kernel moves it, and the kernel
// itself while it waits with no task to run: then to the alarm, if that is not after the
// end. With no line pending either it waits for ever.
struct host_clock {
	uint64_t now;
	uint64_t alarm; // as the kernel has set it
	uint64_t end;
	uint32_t alarms_set; // how often it has
};

extern struct host_clock host_clock;

// What arch_counter() says next: one more each time.
extern uint32_t host_counter;

// How often the kernel, asking at a step of a long call, hears that no interrupt waits
// before it hears that one does, which it then does until this is set again.
// UINT32_MAX, the value at the start: for ever.
extern uint32_t host_steps;

enum host_end {
	HOST_RETURNED,
	HOST_RESET, // kernel_epitaph (kern/panic.h) may say why
	HOST_STUCK, // waiting for ever
};

// Calls f(context) and says how that ended; unless it returned, it was left in the
// middle. Calls do not nest. Outside of one, a reset or endless wait ends the
// program with a message.
enum host_end host_run(void (*f)(void *context), void *context);
