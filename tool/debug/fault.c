// A task that was stopped, to be shown (fault.h).
#include "tool/debug/fault.h"

#include <inttypes.h>

#include "tool/debug/stack.h"
#include "tool/debug/words.h"

void fault_print(struct session *session, struct text *text, const struct system *system,
		 size_t task, const struct backtrace *trace, unsigned indent)
{
	const struct module *module = &session->program->tasks[task].module;
	struct str place = stack_place(session, module, trace);
	struct str panic;

	if (trace->count > 0) {
		text_addf(text, "%*s%s", (int)indent, "", trace->guessed ? "below " : "at ");
		text_addf(text, "%.*s%s", STR_ARG(place), place.len > 0 ? ", " : "");
		text_addf(text, "pc 0x%08" PRIx32 "\n", trace->frames[0].registers.value[REG_PC]);
	}
	if (words_is_made_by_kernel(&system->tasks[task].state.fault)) {
		text_addf(text, "%*sin ", (int)indent, "");
		words_call(text, system, task);
		text_adds(text, "\n");
	}
	if (system_panic_message(system, task, &panic))
		text_addf(text, "%*sit said: %.*s\n", (int)indent, "", STR_ARG(panic));
	if (system->tasks[task].state.sched == TASK_RUNNABLE)
		return;
	text_addf(text, "%*swhen it was stopped it was ", (int)indent, "");
	words_sched(text, system, task);
	text_adds(text, "\n");
}
