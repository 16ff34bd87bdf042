// The reference model: telling what differs.
#include "test/model/spec.h"

#include <stdio.h>
#include <string.h>

// A difference, for people. False, so that a comparison can end with it.
static bool differs(char *why, size_t size, const char *what, uint32_t task, uint64_t expected,
		    uint64_t seen)
{
	if (task == SPEC_NOBODY)
		snprintf(why, size, "%s: expected 0x%llx, is 0x%llx", what,
			 (unsigned long long)expected, (unsigned long long)seen);
	else
		snprintf(why, size, "%s of task %u: expected 0x%llx, is 0x%llx", what, task,
			 (unsigned long long)expected, (unsigned long long)seen);
	return false;
}

#define SAME(what, task, a, b)                                                   \
	do {                                                                     \
		if ((a) != (b))                                                  \
			return differs(why, why_size, (what), (task), (a), (b)); \
	} while (0)

static bool compare_fault(uint32_t task, struct spec_fault *a, const struct spec_fault *b,
			  char *why, size_t why_size)
{
	SAME("the fault's kind", task, a->kind, b->kind);
	SAME("the fault's reason", task, a->reason, b->reason);
	SAME("whether the fault knows an address", task, a->has_detail, b->has_detail);
	if (a->detail != b->detail && b->detail == a->or_detail)
		a->detail = b->detail;
	SAME("the fault's detail", task, a->detail, b->detail);
	a->or_detail = a->detail;
	return true;
}

static bool compare_task(uint32_t task, struct spec_task *a, const struct spec_task *b, char *why,
			 size_t why_size)
{
	static const char *const names[7] = {
		"result or argument 0", "result or argument 1", "result or argument 2",
		"result or argument 3", "result or argument 4", "result or argument 5",
		"argument 6",
	};

	SAME("the id", task, a->id, b->id);
	SAME("being faulted", task, a->faulted, b->faulted);
	SAME("the scheduling state", task, a->sched, b->sched);
	SAME("the peer waited for", task, a->peer, b->peer);
	SAME("being closed", task, a->closed, b->closed);
	SAME("the notifications", task, a->notes, b->notes);
	SAME("being armed", task, a->armed, b->armed);
	SAME("the deadline", task, a->deadline, b->deadline);
	SAME("the timer's bits", task, a->timer_bits, b->timer_bits);
	SAME("having a call to make again", task, a->again, b->again);
	SAME("the call to be made again", task, a->call, b->call);
	SAME("whose message is partly there,", task, a->source, b->source);
	SAME("how much of the call is done", task, a->progress, b->progress);
	for (uint32_t i = 0; i < 7; i++)
		SAME(names[i], task, a->reg[i], b->reg[i]);
	return compare_fault(task, &a->fault, &b->fault, why, why_size);
}

static bool is_in(const uint8_t *tasks, uint32_t count, uint8_t task)
{
	return memchr(tasks, task, count) != NULL;
}

// How many tasks from `at` on have equal priority and were woken together.
static uint32_t together(const struct spec *s, uint32_t at)
{
	uint32_t n = 1;

	if (s->batch[s->ready[at]] == 0)
		return n;
	while (at + n < s->ready_count && s->batch[s->ready[at + n]] == s->batch[s->ready[at]] &&
	       image->role[s->ready[at + n]].priority == image->role[s->ready[at]].priority)
		n++;
	return n;
}

static bool compare_turns(struct spec *a, const struct spec *b, char *why, size_t why_size)
{
	uint32_t n;

	SAME("how many tasks can run", SPEC_NOBODY, a->ready_count, b->ready_count);
	for (uint32_t at = 0; at < a->ready_count; at += n) {
		n = together(a, at);
		for (uint32_t i = at; i < at + n; i++) {
			if (!is_in(&a->ready[at], n, b->ready[i]) ||
			    !is_in(&b->ready[at], n, a->ready[i])) {
				snprintf(why, why_size,
					 "turn %u: expected to be task %u's, is task %u's", i,
					 a->ready[i], b->ready[i]);
				return false;
			}
		}
		memcpy(&a->ready[at], &b->ready[at], n);
	}
	a->running = a->ready_count > 0 ? a->ready[0] : SPEC_NOBODY;
	SAME("the task that runs", SPEC_NOBODY, a->running, b->running);
	return true;
}

// While the kernel waits, alarms in vain let time pass.
static bool compare_time(struct spec *a, const struct spec *b, char *why, size_t why_size)
{
	if (a->waited && a->ready_count == 0 && b->now > a->now && b->now <= a->now + spec_patience)
		a->now = b->now;
	SAME("the time", SPEC_NOBODY, a->now, b->now);
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		if (a->task[i].armed && a->task[i].deadline < b->alarm) {
			snprintf(why, why_size, "the alarm comes too late for the timer of task %u",
				 i);
			return false;
		}
	}
	a->alarm = b->alarm;
	return true;
}

static bool compare_memory(const struct spec *a, const struct spec *b, char *why, size_t why_size)
{
	for (uint32_t i = 0; i < MEMORY_SIZE; i++) {
		if (a->memory.byte[i] == b->memory.byte[i])
			continue;
		snprintf(why, why_size, "memory at offset %u%s%u: expected 0x%02x, is 0x%02x",
			 i < KERN_TASKS * RAM_SIZE ? i % RAM_SIZE : i - KERN_TASKS * RAM_SIZE,
			 i < KERN_TASKS * RAM_SIZE ? " of the RAM of task "
						   : " of what is shared, task ",
			 i < KERN_TASKS * RAM_SIZE ? i / RAM_SIZE : KERN_TASKS, a->memory.byte[i],
			 b->memory.byte[i]);
		return false;
	}
	return true;
}

bool spec_compare(struct spec *a, const struct spec *b, char *why, size_t why_size)
{
	SAME("a reset", SPEC_NOBODY, a->over, b->over);
	if (a->over) {
		SAME("the epitaph's kind", SPEC_NOBODY, a->over_kind, b->over_kind);
		SAME("the epitaph's detail", SPEC_NOBODY, a->over_detail, b->over_detail);
		SAME("the epitaph's task", SPEC_NOBODY, a->over_task, b->over_task);
		if (a->over_address != b->over_address && b->over_address == a->over_or_address)
			return true;
		SAME("the epitaph's address", SPEC_NOBODY, a->over_address, b->over_address);
		return true;
	}
	SAME("having an epitaph", SPEC_NOBODY, a->has_epitaph, b->has_epitaph);
	if (!compare_time(a, b, why, why_size))
		return false;
	SAME("the enabled lines", SPEC_NOBODY, a->irq_enabled, b->irq_enabled);
	SAME("the pending lines", SPEC_NOBODY, a->irq_pending, b->irq_pending);
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		if (!compare_task(i, &a->task[i], &b->task[i], why, why_size))
			return false;
	if (!compare_turns(a, b, why, why_size))
		return false;
	if (memcmp(&a->memory, &b->memory, sizeof a->memory) != 0)
		return compare_memory(a, b, why, why_size);
	return true;
}
