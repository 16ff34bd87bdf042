// Cutting a trace (tool/run/trace.h) into samples of operations.
//
// A rule says where a sample of its operation begins and before what it ends. Samples
// do not overlap: where one begins, an open one is given up. Samples that are equal
// in length and in exceptions form a class; that of most samples is the operation's
// figure, and the few that the kernel's alarm rang in are others.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/base/arena.h"

struct sample_rule {
	uint32_t from;       // address of the first instruction that counts
	bool from_exception; // only when it is executed because an exception was taken
	uint32_t until;      // the first instruction in [until, until_end) ends the
	uint32_t until_end;  // sample, and does not count
};

struct sample_class {
	uint32_t instructions;
	uint32_t exceptions;
	uint32_t times;       // how many samples are like this
	const uint32_t *path; // addresses of the first such sample's instructions
};

struct samples {
	struct sample_class *classes;
	size_t class_count;
	size_t class_room;
	uint32_t count; // of all classes
};

struct sampler {
	struct arena *arena;
	const struct sample_rule *rules;
	size_t rule_count;
	const uint32_t *handlers; // addresses of the exception handlers
	size_t handler_count;
	struct samples *results; // one for each rule
	uint64_t total;          // instructions taken

	uint32_t last; // address
	size_t open;   // the rule whose sample is being taken; rule_count: none
	uint32_t exceptions;
	uint32_t *path;
	size_t length;
	size_t room;
};

// The arrays given must outlive the sampler.
struct sampler sampler_new(struct arena *arena, const struct sample_rule *rules, size_t rule_count,
			   const uint32_t *handlers, size_t handler_count);

// The next instructions of the trace.
void sampler_take(struct sampler *sampler, const uint32_t *addresses, size_t count);

// Whether an exception was taken between two instructions that follow each other: the
// second is the first of a handler. One handler may run on into the next without one.
bool samples_is_exception(const uint32_t *handlers, size_t count, uint32_t last, uint32_t address);

// The class of most samples, or the shortest such; NULL if there are no samples.
const struct sample_class *samples_usual(const struct samples *samples);

// The class of the longest sample; NULL if there are none.
const struct sample_class *samples_largest(const struct samples *samples);
