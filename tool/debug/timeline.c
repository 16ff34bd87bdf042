// Who had the processor (timeline.h).
#include "tool/debug/timeline.h"

#include "abi/trace.h"
#include "lib/sys_name.h"
#include "tool/base/bytes.h"
#include "tool/debug/clock.h"

struct trace_copy {
	const uint8_t *entries;
	uint32_t room;
	uint32_t next;
	uint32_t count;
};

static uint32_t word_of(const struct trace_copy *copy, uint32_t index, size_t offset)
{
	return bytes_word(copy->entries + (size_t)index * sizeof(struct trace_entry) + offset);
}

// Entries become spans: each ends where the next begins. What the last one began is not
// over yet, so it is none.
static void add_spans(struct arena *arena, struct timeline *timeline, const struct trace_copy *copy,
		      size_t tasks)
{
	uint32_t used = copy->count < copy->room ? copy->count : copy->room;
	uint32_t index = copy->count < copy->room ? 0 : copy->next;
	uint64_t now = 0;

	timeline->lost = copy->count - used;
	for (uint32_t i = 0; i + 1 < used; i++) {
		uint32_t following = index + 1 < copy->room ? index + 1 : 0;
		uint32_t what = word_of(copy, index, offsetof(struct trace_entry, what));
		uint32_t time = word_of(copy, index, offsetof(struct trace_entry, time));
		uint32_t end = word_of(copy, following, offsetof(struct trace_entry, time));
		struct timeline_span span = {
			.from = now,
			.to = now + (end - time),
			.task = TRACE_TASK(what),
			.kind = TRACE_KIND(what),
			.detail = TRACE_DETAIL(what),
		};

		now = span.to;
		index = following;
		if (span.task >= tasks) {
			timeline->problem = "the kernel's trace makes no sense";
			return;
		}
		*ARENA_PUSH(arena, timeline->spans, timeline->count, timeline->room) = span;
	}
	timeline->cycles = now;
}

struct timeline timeline_read(struct arena *arena, const struct program *program,
			      struct target *target)
{
	struct timeline timeline = {.count = 0};
	struct trace_copy copy;
	struct elf_symbol symbol;
	uint32_t cycles;
	uint32_t ms;

	if (!module_variable(&program->kernel, "kernel_trace", &symbol) ||
	    symbol.size < sizeof(struct trace_head)) {
		timeline.problem = "this image's kernel has no trace; app.toml gives it one with "
				   "[kernel] trace = 512";
		return timeline;
	}
	uint8_t *bytes = arena_alloc(arena, symbol.size);
	if (!target_read(target, symbol.value, bytes, symbol.size) ||
	    !clock_rate(program, target, &cycles, &ms)) {
		timeline.problem = "the kernel's trace cannot be read";
		return timeline;
	}
	copy = (struct trace_copy){
		.entries = bytes + sizeof(struct trace_head),
		.room = (symbol.size - (uint32_t)sizeof(struct trace_head)) /
			(uint32_t)sizeof(struct trace_entry),
		.next = bytes_word(bytes + offsetof(struct trace_head, next)),
		.count = bytes_word(bytes + offsetof(struct trace_head, count)),
	};
	timeline.us_per_cycle = 1000.0 * ms / cycles;
	if (copy.next >= copy.room)
		timeline.problem = "the kernel's trace makes no sense";
	else
		add_spans(arena, &timeline, &copy, program->task_count);
	return timeline;
}

uint64_t timeline_cycles(const struct timeline *timeline, size_t task)
{
	uint64_t cycles = 0;

	for (size_t i = 0; i < timeline->count; i++) {
		const struct timeline_span *span = &timeline->spans[i];
		size_t whose = span->kind == TRACE_RUN ? span->task : SIZE_MAX;

		if (whose == task)
			cycles += span->to - span->from;
	}
	return cycles;
}

// The interrupt of a line, by whoever owns it.
static struct str interrupt_name(struct arena *arena, const struct program *program, unsigned line)
{
	for (size_t i = 0; i < program->task_count; i++)
		for (size_t k = 0; k < program->tasks[i].irq_count; k++) {
			const struct program_irq *irq = &program->tasks[i].irqs[k];

			if (irq->line == line)
				return str_format(arena, "interrupt %.*s.%.*s",
						  STR_ARG(irq->peripheral), STR_ARG(irq->name));
		}
	return str_format(arena, "interrupt %u", line);
}

struct str timeline_name(struct arena *arena, const struct program *program,
			 const struct timeline_span *span)
{
	switch (span->kind) {
	case TRACE_RUN:
		return program->tasks[span->task].module.name;
	case TRACE_CALL:
		if (sys_name(span->detail) != NULL)
			return str_from(sys_name(span->detail));
		return str_format(arena, "call %u", span->detail);
	case TRACE_INTERRUPT:
		return interrupt_name(arena, program, span->detail);
	case TRACE_ALARM:
		return S("alarm");
	case TRACE_FAULT:
		return S("fault");
	}
	return str_format(arena, "event %u", span->kind);
}
