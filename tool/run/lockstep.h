// Running an image in virtual time, in step with the guest's clock.
//
// Virtual time runs far ahead of the host's clock. So that input reaches the guest
// at the same moments in every run, the guest is stopped wherever it tells the time,
// and virtual time with it. That is where it sets its alarm, and it is made to set it
// for the next moment at which there is something to do here:
//
//      +--> guest runs --> alarm: so late is it now --> enough: end
//      |        |            |
//      |        |            +--> nothing is due: go on, until something is
//      |        |            |
//      |        |            v something is due
//      |        +------> stop also where the idle task waits (idle_wait): the guest
//      |                 has dealt with the last byte; type the next
//      +----------------------------+
//
// While something is due there is an alarm every millisecond; a guest that has not been
// idle in between gets a byte then. A byte that the UART has no room for is withdrawn
// and tried again later, so none waits outside the guest, where only the host's clock
// would say when it enters.
//
// A guest that does not tell the time is taken by the host's clock instead.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tool/base/arena.h"
#include "tool/base/str.h"
#include "tool/run/guest.h"
#include "tool/run/typist.h"

enum run_end {
	RUN_TIME_UP,     // as much virtual time has passed as was asked for
	RUN_ENOUGH,      // print() said so
	RUN_FAILED,      // the kernel or the emulator failed
	RUN_TOO_SLOW,    // the limit on real time was reached
	RUN_INTERRUPTED, // by a signal
};

struct lockstep {
	const struct guest *guest;
	struct typist *typist;
	uint64_t run_ms;  // virtual time to run for
	uint64_t host_ms; // limit on real time; 0: none

	// Bytes from here are typed as they come; -1 for nowhere. While it is open and
	// `throttle` is set, virtual time does not overtake the host's clock.
	int input;
	bool throttle;

	// print() adds to the typist's input: look at what is printed whenever it is idle.
	bool watches;

	// How often the guest's kernel may fail and the guest start over, before that ends
	// the run. What its epitaph says is added to the report each time.
	unsigned lives;

	// Takes what the guest prints, in order. False ends the run.
	bool (*print)(void *context, struct str output);
	void *context;
};

struct run_result {
	enum run_end end;
	int signal;        // for INTERRUPTED
	uint64_t ms;       // virtual time that passed
	uint64_t alarms;   // how often the guest set its alarm
	unsigned deaths;   // how often the guest's kernel failed
	struct str report; // why it FAILED, in lines; notices otherwise; may be empty
};

struct run_result lockstep_run(struct arena *arena, const struct lockstep *run);
