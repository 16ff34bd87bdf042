// bh diagnose: what is wrong with a system, as far as it shows.
//
// Findings have a code, for machines and for looking them up in doc/debugger.md; what they
// are about, a task or the system; and a sentence. The likeliest to be behind the others
// comes first. A running system is looked at twice, with some time between, for what only
// shows by its change.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "abi/epitaph.h"
#include "tool/base/diag.h"
#include "tool/command.h"
#include "tool/debug/crash.h"
#include "tool/debug/margin.h"
#include "tool/debug/session.h"
#include "tool/debug/stack.h"
#include "tool/debug/waits.h"

extern const struct command cmd_diagnose;

// Bytes of a stack below which one should look at it.
#define MARGIN_LEAST 32u

// Between two crashes of a task that flaps.
#define SOON_MS 10000u

// The likelier it is that the rest follows from one, the earlier it stands.
static const char *const codes[] = {
	"kernel-unreadable", "not-booted",     "in-kernel",          "kernel-failed",
	"system-restarts",   "stack-overflow", "task-flaps",         "task-faulted",
	"deadlock",          "waits-in-vain",  "priority-inversion", "task-unreadable",
	"crash-record",      "task-restarted", "stack-margin",
};

#define CODE_COUNT (sizeof codes / sizeof codes[0])

struct finding {
	const char *code;
	size_t task; // SIZE_MAX for the system
	struct str text;
	struct str place; // or empty
};

struct findings {
	struct session *session;
	struct finding *items;
	size_t count;
	size_t room;
};

static struct str name_of(const struct session *session, size_t task)
{
	return session->program->tasks[task].module.name;
}

// `task` may be SIZE_MAX, for what is about the system as a whole; `place` empty.
static void find(struct findings *findings, const char *code, size_t task, struct str text,
		 struct str place)
{
	*ARENA_PUSH(findings->session->arena, findings->items, findings->count, findings->room) =
		(struct finding){code, task, text, place};
}

static void put(struct session *session, const struct finding *finding, json_t *array)
{
	json_t *object = json_object();
	bool system = finding->task == SIZE_MAX;
	struct str name = system ? S("the system") : name_of(session, finding->task);

	text_addf(&session->out, "[%s] %.*s: %.*s\n", finding->code, STR_ARG(name),
		  STR_ARG(finding->text));
	if (finding->place.len > 0)
		text_addf(&session->out, "      at %.*s\n", STR_ARG(finding->place));
	json_object_set_new(object, "code", json_string(finding->code));
	json_object_set_new(object, "task", system ? json_null() : json_stringn(name.at, name.len));
	json_object_set_new(object, "text", json_stringn(finding->text.at, finding->text.len));
	json_object_set_new(object, "place",
			    finding->place.len == 0
				    ? json_null()
				    : json_stringn(finding->place.at, finding->place.len));
	json_array_append_new(array, object);
}

static void put_all(const struct findings *findings)
{
	struct session *session = findings->session;
	json_t *array = json_array();

	for (size_t code = 0; code < CODE_COUNT; code++)
		for (size_t i = 0; i < findings->count; i++)
			if (strcmp(findings->items[i].code, codes[code]) == 0)
				put(session, &findings->items[i], array);
	if (findings->count == 0)
		text_adds(&session->out, "nothing wrong shows\n");
	json_object_set_new(session->root, "findings", array);
}

static struct str nowhere_known(void)
{
	return (struct str){"", 0};
}

static struct str place_of(struct session *session, const struct system *system, size_t task)
{
	struct backtrace trace = system_backtrace(system, task);

	return stack_place(session, &session->program->tasks[task].module, &trace);
}

// The record of a kernel that failed and reset, if nobody has taken it since.
static void check_epitaph(struct findings *findings)
{
	struct session *session = findings->session;
	struct elf_symbol symbol;
	struct epitaph epitaph;

	if (!elf_find_symbol(session->program->kernel.elf, "kernel_epitaph", &symbol) ||
	    !target_read(session->target, symbol.value, &epitaph, sizeof epitaph) ||
	    !epitaph_is_valid(&epitaph))
		return;
	struct text text = {.arena = session->arena};
	text_addf(&text,
		  "its kernel failed %" PRIu64 ".%03u s after an earlier boot (kind %" PRIu32
		  ", detail 0x%" PRIx32 ", address 0x%08" PRIx32 ")",
		  epitaph.now / 1000, (unsigned)(epitaph.now % 1000), epitaph.kind, epitaph.detail,
		  epitaph.address);
	find(findings, "kernel-failed", SIZE_MAX, text_str(&text), nowhere_known());
}

static void check_mode(struct findings *findings, const struct system *system)
{
	if (system->problem != NULL)
		find(findings, "kernel-unreadable", SIZE_MAX, str_from(system->problem),
		     nowhere_known());
	else if (!system->booted)
		find(findings, "not-booted", SIZE_MAX,
		     S("the kernel has not set itself up: it is starting, or failed to"),
		     nowhere_known());
	else if (system->mode == SYSTEM_IN_KERNEL)
		find(findings, "in-kernel", SIZE_MAX,
		     S("the processor is in the kernel and does not leave it"), nowhere_known());
}

static void check_faults(struct findings *findings, const struct system *system)
{
	struct session *session = findings->session;

	for (size_t i = 0; i < session->program->task_count; i++) {
		const struct system_task *task = &system->tasks[i];

		if (!task->known)
			find(findings, "task-unreadable", i, system_state_text(system, i),
			     nowhere_known());
		else if (task->state.health == TASK_FAULTED)
			find(findings, "task-faulted", i, system_state_text(system, i),
			     place_of(session, system, i));
		else if (task_id_generation(task->id) > 0)
			find(findings, "task-restarted", i,
			     str_format(session->arena, "it is in generation %" PRIu32,
					task_id_generation(task->id)),
			     nowhere_known());
	}
}

static void check_waits(struct findings *findings, const struct system *system)
{
	struct session *session = findings->session;
	struct waits waits = waits_read(system);

	for (size_t i = 0; i < session->program->task_count; i++)
		if (waits.edges[i].begins_circle)
			find(findings, "deadlock", i, waits_circle_text(system, &waits, i),
			     nowhere_known());
	for (size_t i = 0; i < waits.note_count; i++)
		find(findings, waits.notes[i].inverted ? "priority-inversion" : "waits-in-vain",
		     waits.notes[i].task, waits.notes[i].text, nowhere_known());
}

static void check_stacks(struct findings *findings, const struct system *system)
{
	struct session *session = findings->session;

	for (size_t i = 0; i < session->program->task_count; i++) {
		struct margin margin = margin_read(session->arena, system, i);

		if (margin.overflowed)
			find(findings, "stack-overflow", i,
			     S("all of its stack was used, and perhaps more"), nowhere_known());
		else if (margin.has_deepest && margin.size - margin.deepest < MARGIN_LEAST)
			find(findings, "stack-margin", i,
			     str_format(session->arena,
					"only %" PRIu32 " bytes of its stack were never used",
					margin.size - margin.deepest),
			     nowhere_known());
	}
}

static bool is_found(const struct findings *findings, const char *code, size_t task)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i].task == task && strcmp(findings->items[i].code, code) == 0)
			return true;
	return false;
}

// A task that crashes again soon after it has, which records tell of a dump as well. Those
// since boot are of one life of the system.
static void check_repeated(struct findings *findings, const struct crash_views *crashes)
{
	size_t first = crashes->earlier;

	for (size_t i = first + 1; i < crashes->count; i++) {
		size_t task = crashes->items[i].task;
		size_t before = i;

		while (before > first && crashes->items[before - 1].task != task)
			before--;
		uint64_t between =
			before == first ? UINT64_MAX
					: crashes->items[i].time - crashes->items[before - 1].time;
		if (between < SOON_MS && !is_found(findings, "task-flaps", task))
			find(findings, "task-flaps", task,
			     str_format(findings->session->arena,
					"it crashed twice in %" PRIu64 " ms", between),
			     nowhere_known());
	}
}

// Where there is no record of why a task keeps being restarted, one can be made.
static void advise(struct findings *findings)
{
	struct session *session = findings->session;

	for (size_t i = 0; i < findings->count; i++) {
		struct finding *finding = &findings->items[i];

		if (strcmp(finding->code, "task-flaps") == 0 &&
		    !is_found(findings, "crash-record", finding->task))
			finding->text = str_format(session->arena,
						   "%.*s; ./bh hold %.*s keeps it at its next "
						   "fault",
						   STR_ARG(finding->text),
						   STR_ARG(name_of(session, finding->task)));
	}
}

static void check_crashes(struct findings *findings)
{
	struct session *session = findings->session;
	struct crash_views crashes = crash_read(session->arena, session->program, session->target);

	check_repeated(findings, &crashes);
	for (size_t i = 0; i < crashes.count; i++) {
		const struct crash_view *crash = &crashes.items[i];
		const struct system *system =
			system_read(session->arena, session->program, crash->target);
		struct str state = system_state_text(system, crash->task);

		find(findings, "crash-record", crash->task,
		     str_format(session->arena, "number %" PRIu32 ", at %" PRIu64 ".%03u s%s: %.*s",
				crash->number, crash->time / 1000, (unsigned)(crash->time % 1000),
				i < crashes.earlier ? " of an earlier boot" : "", STR_ARG(state)),
		     place_of(session, system, crash->task));
	}
}

static const char *times(struct arena *arena, uint32_t count)
{
	return count == 1 ? "once" : str_format(arena, "%" PRIu32 " times", count).at;
}

// What happened between two looks: restarts, and whether anybody else got to run.
static void check_change(struct findings *findings, const struct system *before,
			 const struct system *after)
{
	struct session *session = findings->session;

	if (after->now < before->now)
		find(findings, "system-restarts", SIZE_MAX,
		     S("it started over while it was looked at"), nowhere_known());
	for (size_t i = 0; i < session->program->task_count; i++) {
		uint32_t restarts = (task_id_generation(after->tasks[i].id) -
				     task_id_generation(before->tasks[i].id)) %
				    TASK_GENERATIONS;

		if (restarts > 0 && after->now >= before->now)
			find(findings, "task-flaps", i,
			     str_format(session->arena, "it was restarted %s in %" PRIu64 " ms",
					times(session->arena, restarts), after->now - before->now),
			     nowhere_known());
	}
}

// Looks again after a while. False if the target does not go along.
static bool look_again(struct findings *findings, uint64_t ms)
{
	struct session *session = findings->session;
	const struct system *before = session_system(session);

	if (!target_resume(session->target))
		return false;
	(void)session_wait(session, (unsigned)ms);
	if (!target_halt(session->target))
		return false;
	session_forget(session);
	check_change(findings, before, session_system(session));
	return true;
}

static int diagnose(struct session *session, uint64_t ms)
{
	struct findings findings = {.session = session};

	if (session_is_live(session) && ms > 0 && !look_again(&findings, ms))
		session_problem(session, "it could not be looked at twice: %s",
				session->target->problem);
	const struct system *system = session_system(session);
	check_mode(&findings, system);
	check_epitaph(&findings);
	if (system->booted) {
		check_faults(&findings, system);
		check_waits(&findings, system);
		check_stacks(&findings, system);
	}
	check_crashes(&findings);
	advise(&findings);
	put_all(&findings);
	return 0;
}

static int run(int argc, char **argv)
{
	struct session session;
	const char *wait = NULL;
	uint64_t ms = 1000;
	const struct option_spec options[] = {{"--wait", NULL, &wait}};
	const struct session_spec spec = {
		.needs = SESSION_NEEDS_STATE,
		.options = options,
		.option_count = 1,
	};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	if (wait != NULL && (!str_number(str_from(wait), &ms) || ms > 3600000)) {
		diag_error(nowhere, "'%s' is not a number of milliseconds", wait);
		diag_help("for example --wait 5000; 0 to look once");
		return session_end(&session, 2);
	}
	return session_end(&session, diagnose(&session, ms));
}

const struct command cmd_diagnose = {
	.name = "diagnose",
	.group = "Debug",
	.summary = "say what is wrong with a system",
	.run = run,
	.help = "usage: ./bh diagnose [--wait MS]\n"
		"\n"
		"Looks for what usually is wrong: tasks that have faulted, that keep being\n"
		"restarted, that wait for each other, in vain or for less important ones, stacks\n"
		"that are too small, a kernel that failed, and what the supervisor has kept of\n"
		"crashes. What is likeliest to be the cause of the rest comes first. A running\n"
		"system is looked at twice.\n"
		"\n"
		"  --wait MS        time between the two; 1000 if not given, 0 to look "
		"once\n" SESSION_HELP "\n"
		"example: ./bh diagnose\n",
};
