// What the files of the reference model share.
#pragma once

#include "test/model/spec.h"

// Results of the call of a task.
static inline void spec_return(struct spec *s, uint32_t task, uint32_t n, uint32_t value)
{
	s->task[task].reg[n] = value;
}

static inline void spec_return_code(struct spec *s, uint32_t task, uint32_t code)
{
	spec_return(s, task, 0, code);
	spec_return(s, task, 1, 0);
}

static inline bool spec_is(const struct spec *s, uint32_t task, enum task_sched sched)
{
	return !s->task[task].faulted && s->task[task].sched == sched;
}

// A healthy task that waits, or has stopped, becomes the last in turn of its priority.
void spec_wake(struct spec *s, uint32_t task);

// A running task waits.
void spec_block(struct spec *s, uint32_t task, enum task_sched sched, uint32_t peer, bool closed);

// Timers that are due expire.
void spec_expire(struct spec *s);

// Sets bits, and wakes a receiver that waits for one of them.
void spec_post(struct spec *s, uint32_t task, uint32_t bits);

// A task stops for a fault; of these, the last two are for memory that a call named.
void spec_stop(struct spec *s, uint32_t task, struct spec_fault fault);
void spec_misuse(struct spec *s, uint32_t task, enum usage_error error);
void spec_trespass(struct spec *s, uint32_t task, uint32_t base, uint32_t size);
void spec_overlap(struct spec *s, uint32_t task, uint32_t one, uint32_t other);

// A new life.
void spec_restart(struct spec *s, uint32_t task, bool start);

// The system is reset, with the epitaph's kind, detail and task; or kind 0, and none.
void spec_end(struct spec *s, uint32_t kind, uint32_t detail, uint32_t task);

// Copies bytes that are found to be there, on behalf of a call of the task. False: it
// has given way to an interrupt.
bool spec_copy(struct spec *s, uint32_t task, uint32_t to, uint32_t from, uint32_t size);

// How much of the call under way was done before it gave way, and of whose message.
extern uint32_t spec_done;
extern uint32_t spec_source;

// The call gives way, if an interrupt waits: false then.
bool spec_go_on(struct spec *s, uint32_t task, uint32_t done);
void spec_store(struct spec *s, uint32_t to, uint8_t byte);
uint32_t spec_load_word(const struct spec *s, uint32_t from);

static inline bool spec_meet(uint32_t a, uint32_t b, uint32_t size)
{
	return size != 0 && (a - b < size || b - a < size);
}

// A SEND to the kernel.
void spec_kernel_operation(struct spec *s, uint32_t caller);

// The lines of a task that post exactly these bits, as bits.
uint32_t spec_lines(uint32_t task, uint32_t bits);

// The other calls.
void spec_dispatch(struct spec *s, uint32_t caller, uint32_t number);
