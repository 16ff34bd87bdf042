// The reference model: what the contract in abi/ says that the kernel does, written
// without looking at how. A state is what tasks, a supervisor and a debugger can tell
// of the kernel; each event below takes it to the next.
//
// It knows the image from test/model/image.h, and nothing of kern/. It may be slow and
// is meant to be obvious.
//
// Where the contract leaves a choice to the kernel, the model says so, and
// spec_compare() accepts any of the answers:
//   - the turns of equally important tasks that one event wakes together;
//   - which of two overlapping buffers a memory fault's address is that of;
//   - alarms: as long as none is late for a timer, they may come too early or in vain.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/epitaph.h"
#include "abi/task.h"
#include "test/model/image.h"

struct spec_fault {
	uint8_t kind;       // enum fault_kind
	uint8_t reason;     // enum fault_source, usage_error or reply_fault, by kind; or 0
	bool has_detail;    // an address is known
	uint32_t detail;    // address, processor's status, or task id, by kind; or 0
	uint32_t or_detail; // also right; detail, if nothing else is
};

struct spec_task {
	uint32_t reg[7];   // the arguments of its call, as far as no result took their place
	uint64_t deadline; // 0 unless armed
	uint32_t timer_bits;
	uint32_t notes;
	struct spec_fault fault; // zero unless faulted
	uint16_t id;
	uint16_t peer; // whom it waits for, by id: IN_SEND, IN_REPLY, closed IN_RECV; or 0
	uint8_t sched; // enum task_sched; what it was, if it is faulted
	bool faulted;
	bool closed; // IN_RECV from one sender only
	bool armed;  // its timer is

	// A call that gave way to an interrupt, which the task makes again when it runs.
	bool again;
	uint8_t call;      // its number
	uint16_t source;   // RECV: whose message is partly there, by id
	uint32_t progress; // bytes that are copied, leases that are checked
};

#define SPEC_NOBODY UINT32_MAX

struct spec {
	uint64_t now;     // ms since boot; a timer that is due may not have expired yet
	uint64_t alarm;   // when the kernel wants to be called next; never after a deadline
	uint32_t running; // whose code runs; SPEC_NOBODY: the kernel waits
	bool waited;      // the kernel did, at the end of the last event: time may have passed
	uint32_t irq_enabled;
	uint32_t irq_pending;
	uint32_t ready_count;
	uint8_t ready[KERN_TASKS]; // runnable tasks: most important first, then by turn
	uint8_t batch[KERN_TASKS]; // tasks woken together have the same number; 0: before
	struct spec_task task[KERN_TASKS];
	struct memory memory;
	bool has_epitaph;  // of the kernel's last life, for the supervisor to take
	bool over;         // the system was reset; if a task asked for it, the rest is zero
	uint8_t over_kind; // enum epitaph_kind
	uint32_t over_detail;
	uint32_t over_task;
	uint32_t over_address;
	uint32_t over_or_address; // also right
};

// The kernel's table entries of tasks are memory that a dump may read. What is in
// them is the kernel's own affair: this is where they are, and what is in there
// now, for the model to copy from.
struct spec_entries {
	uint32_t base; // of task 0's
	uint32_t size;
	uint32_t stride;      // from one task's to the next
	const uint8_t *bytes; // of task 0's
};

extern struct spec_entries spec_entries;

// The epitaph that there may be.
extern struct epitaph spec_epitaph;

// Long calls are made in steps, of so many bytes (and of 4 leases). After each of them,
// the call gives way if an interrupt waits: after so many steps from now one does.
extern uint32_t spec_step;
extern uint32_t spec_steps;

// Milliseconds that pass, at most, while no task can run.
extern uint32_t spec_patience;

// The events. Each ends with the next task running, with everything waiting, or over.
void spec_boot(struct spec *s);
void spec_call(struct spec *s, uint32_t number, const uint32_t arg[7]); // the running task's
void spec_call_again(struct spec *s); // what gave way, by the running task
void spec_interrupt(struct spec *s, uint32_t line);
void spec_alarm(struct spec *s);
void spec_fault(struct spec *s, const struct spec_fault *fault); // the running task's

// No entries into the kernel: a device asks for an interrupt that is not enabled, and
// time passes, with nothing due or before the alarm gets its turn; a task writes to memory.
void spec_raise(struct spec *s, uint32_t line);
void spec_pass(struct spec *s, uint32_t ms);
void spec_stores(struct spec *s, uint32_t address, uint32_t word); // the running task

// While no task can run: the kernel's wait goes on.
void spec_wait(struct spec *s);

// Whether `seen` is what the model expects; what differs first, if not, in `why`.
// Then `expected` is made to say what was seen, where either was right.
bool spec_compare(struct spec *expected, const struct spec *seen, char *why, size_t why_size);

// Whether every byte is the task's to read (to write), and neither DMA nor a device's.
bool spec_may_read(uint32_t task, uint32_t base, uint32_t size);
bool spec_may_write(uint32_t task, uint32_t base, uint32_t size);
