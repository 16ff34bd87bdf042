// How long interrupts wait, out of a trace (tool/run/trace.h).
//
// A timer's interrupt comes while something else goes on, again and again. When it
// becomes pending cannot be seen in a trace; so before each time there is one with
// nothing going on, where it is taken at once, as long after the same place.
//
// A delay ends before the first instruction of the task that waits for the interrupt.
// It begins where the kernel could last have taken one before this one came: at the
// exception by which it was entered, or where it last looked for one. So it is what an
// interrupt waits that comes at the worst moment.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/base/arena.h"
#include "tool/run/samples.h"

struct delays_rule {
	uint32_t armed;     // address: the timer has been set, so long ago as ever
	uint32_t alone;     // that nothing will go on
	uint32_t interrupt; // the interrupt's handler
	uint32_t look;      // where the kernel looks for interrupts
	uint32_t kernel;    // code of the kernel: [kernel, kernel_end)
	uint32_t kernel_end;
	uint32_t driver; // of the task that waits: [driver, driver_end)
	uint32_t driver_end;
	const uint32_t *heads; // addresses that say what will go on
	size_t head_count;
	const uint32_t *handlers; // of all exceptions
	size_t handler_count;
};

struct delays {
	struct arena *arena;
	struct delays_rule rule;
	struct samples *results; // for each head one class: the largest delay
	bool sound;              // false: an interrupt was not where it should have been

	bool open;
	size_t kind;    // head_count: alone; more: not known yet
	size_t pending; // instructions from `armed` until the interrupt, with nothing going on
	size_t taken;   // until its handler, this time; SIZE_MAX: not yet
	uint32_t *path; // since `armed`
	size_t length;
	size_t room;
};

// What the rule names must outlive the delays.
struct delays delays_new(struct arena *arena, const struct delays_rule *rule);

// The next instructions of the trace.
void delays_take(struct delays *delays, const uint32_t *addresses, size_t count);
