// test/model: what the explorer and the fuzzers are made of. The scripts in
// test/model/script run too: ways in which the kernel once went wrong, or might.
#include "test/unit/unit.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "kern/kernel.h"
#include "test/model/replay.h"
#include "test/model/store.h"
#include "test/model/view.h"

static struct event events[EVENTS_MAX];
static struct spec boot_state;
static char why[200];

static const struct scene *boot(const char *name)
{
	const struct scene *scene = scene_find(name);

	scene_install(scene);
	CHECK(event_boot(&boot_state, scene->has_epitaph, why, sizeof why));
	return scene;
}

static bool same_event(const struct event *a, const struct event *b)
{
	bool same = a->kind == b->kind && a->patience == b->patience && a->number == b->number &&
		    a->fault.kind == b->fault.kind && a->fault.reason == b->fault.reason &&
		    a->fault.has_detail == b->fault.has_detail &&
		    a->fault.detail == b->fault.detail;

	for (uint32_t i = 0; i < 7; i++)
		same = same && a->arg[i].kind == b->arg[i].kind &&
		       a->arg[i].task == b->arg[i].task && a->arg[i].ago == b->arg[i].ago &&
		       a->arg[i].value == b->arg[i].value;
	return same;
}

static bool survives_text(const struct event *event)
{
	struct event again;
	const char *mistake;
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	bool same;

	event_print(event, file);
	fclose(file);
	same = event_parse(text, &again, &mistake) && same_event(event, &again);
	free(text);
	return same;
}

static void test_text(void)
{
	for (size_t n = 0; n < scene_count; n++) {
		size_t count;

		boot(scenes[n].image.name);
		for (uint32_t task = 0; task < KERN_TASKS; task++) {
			boot_state.running = task;
			count = scene_events(&scenes[n], &boot_state, events);
			for (size_t i = 0; i < count; i++) {
				events[i].patience = (uint8_t)(i % 3);
				CHECK(survives_text(&events[i]));
			}
		}
	}
}

static bool is_event(const char *line)
{
	const char *mistake;

	return event_parse(line, &events[0], &mistake);
}

static void test_wrong_text(void)
{
	CHECK(is_event("tick 1"));
	CHECK(is_event("wait 3 call POST id(1) 2 0 0 0 0 0\n"));
	CHECK(is_event("call 99 id(1-1)|0x80000000 target(2)|7 now+2 now+2>>32 0 0 0"));
	CHECK(!is_event(""));
	CHECK(!is_event("tick"));
	CHECK(!is_event("tock 1"));
	CHECK(!is_event("tick 1 1"));
	CHECK(!is_event("tick 0x100000000"));
	CHECK(!is_event("call POST id(1) 2 0 0 0 0"));
	CHECK(!is_event("call POST id(1) 2 0 0 0 0 0 0"));
	CHECK(!is_event("call POST id(4) 2 0 0 0 0 0"));
	CHECK(!is_event("call POST id(1 2 0 0 0 0 0"));
	CHECK(is_event("store 0x20000000 id(1)"));
	CHECK(!is_event("store 0x20000000"));
	CHECK(!is_event("call NOTHING 0 0 0 0 0 0 0"));
	CHECK(!is_event("fault 1 2 3"));
	CHECK(!is_event("wait tick 1"));
}

// A comparison that did not notice a difference would be worth nothing.
static bool is_noticed(const struct spec *seen)
{
	struct spec expected = boot_state;

	return !spec_compare(&expected, seen, why, sizeof why);
}

#define NOTICED(change)                     \
	do {                                \
		struct spec s = boot_state; \
		CHECK(!is_noticed(&s));     \
		change;                     \
		CHECK(is_noticed(&s));      \
	} while (0)

static void test_comparison(void)
{
	boot("everything");
	NOTICED(s.now++);
	NOTICED(s.irq_enabled ^= 1);
	NOTICED(s.irq_pending ^= 1);
	NOTICED(s.has_epitaph = true);
	NOTICED(s.over = true);
	NOTICED(s.running = 1);
	NOTICED(s.running = SPEC_NOBODY);
	NOTICED(s.ready_count--);
	NOTICED((s.ready[1] = 2, s.ready[2] = 1));
	NOTICED(s.memory.byte[0]++);
	NOTICED(s.memory.byte[MEMORY_SIZE - 1]++);
	for (uint32_t task = 0; task < KERN_TASKS; task++) {
		struct spec_task *t;

		NOTICED((t = &s.task[task], t->id++));
		NOTICED((t = &s.task[task], t->peer = 1));
		NOTICED((t = &s.task[task], t->notes = 1));
		NOTICED((t = &s.task[task], t->sched = TASK_STOPPED));
		NOTICED((t = &s.task[task], t->faulted = true));
		NOTICED((t = &s.task[task], t->closed = true));
		NOTICED((t = &s.task[task], t->armed = true));
		NOTICED((t = &s.task[task], t->deadline = 1));
		NOTICED((t = &s.task[task], t->timer_bits = 1));
		NOTICED((t = &s.task[task], t->fault.kind = 1));
		NOTICED((t = &s.task[task], t->fault.reason = 1));
		NOTICED((t = &s.task[task], t->fault.has_detail = true));
		NOTICED((t = &s.task[task], t->fault.detail = 1));
		for (uint32_t i = 0; i < 7; i++)
			NOTICED((t = &s.task[task], t->reg[i] = 1));
	}
}

// The turns of tasks are free if an event woke them together, and only then.
static void test_turns(void)
{
	struct spec seen;
	struct spec expected;

	boot("turns");
	seen = boot_state;
	seen.ready[1] = 2;
	seen.ready[2] = 1;
	CHECK(is_noticed(&seen));
	expected = boot_state;
	expected.batch[1] = 1;
	CHECK(!spec_compare(&expected, &seen, why, sizeof why));
	expected.batch[2] = 2;
	CHECK(!spec_compare(&expected, &seen, why, sizeof why));
	expected.batch[2] = 1;
	CHECK(spec_compare(&expected, &seen, why, sizeof why));
	CHECK(expected.ready[1] == 2);
	seen.ready[2] = 2;
	CHECK(!spec_compare(&expected, &seen, why, sizeof why));
}

static struct kernel saved_kernel;

// What is normal stays as it is, whatever is added to it that nobody can tell.
static void test_normal_form(void)
{
	boot("everything");
	view_normalise(true);
	saved_kernel = kernel;
	view_normalise(true);
	CHECK(memcmp(&saved_kernel, &kernel, sizeof kernel) == 0);
	kernel.now += 12345;
	host_clock.now += 12345;
	kernel.task[1].save.arg[0] = 7;
	kernel.task[2].peer = 0;
	kernel.task[2].timer.deadline = 0;
	view_normalise(true);
	CHECK(memcmp(&saved_kernel, &kernel, sizeof kernel) == 0);
	kernel.task[2].notes = 4;
	view_normalise(true);
	CHECK(memcmp(&saved_kernel, &kernel, sizeof kernel) != 0);
}

static void test_parts(void)
{
	static uint8_t bytes[VIEW_PARTS][VIEW_PART_MAX];

	boot("everything");
	saved_kernel = kernel;
	for (uint32_t i = 0; i < VIEW_PARTS; i++)
		CHECK(view_save(i, bytes[i]) <= VIEW_PART_MAX);
	memset(&kernel, 0x55, sizeof kernel);
	memset(&memory, 0x55, sizeof memory);
	for (uint32_t i = 0; i < VIEW_PARTS; i++)
		view_load(i, bytes[i]);
	CHECK(memcmp(&saved_kernel, &kernel, sizeof kernel) == 0);
	CHECK(memcmp(&memory, memory_fresh, sizeof memory) == 0);
}

static void test_store(void)
{
	const uint8_t a[3] = {1, 2, 3};
	const uint8_t b[3] = {1, 2, 4};
	struct state state = {.parent = 0};

	store_clear();
	CHECK(store_part(0, a, 3) == 0);
	CHECK(store_part(0, b, 3) == 1);
	CHECK(store_part(0, a, 3) == 0);
	CHECK(store_part(1, b, 3) == 0);
	CHECK(memcmp(store_bytes(0, 1), b, 3) == 0);
	for (uint32_t i = 0; i < 100000; i++) {
		state.part[0] = i % 1000;
		state.part[1] = i % 77;
		store_state(&state);
	}
	CHECK(store_count() == 77000);
	CHECK(store_at(76999)->part[0] == 999);
	store_clear();
	CHECK(store_count() == 0);
}

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)
#define SCRIPTS "test/model/script/" TEXT(KERN_TASKS) "/*.txt"

static void run_script(const char *path)
{
	FILE *script = fopen(path, "r");
	bool good = script != NULL && replay(script, NULL, why, sizeof why);

	if (!good)
		printf("%s: %s\n", path, why);
	CHECK(good);
	if (script != NULL)
		fclose(script);
}

static void test_scripts(void)
{
	glob_t found;

	if (glob(SCRIPTS, 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		run_script(found.gl_pathv[i]);
	globfree(&found);
}

static bool runs(const char *text)
{
	FILE *script = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	bool good = replay(script, NULL, why, sizeof why);

	fclose(script);
	return good;
}

// A script whose events cannot happen says nothing about the kernel.
static void test_wrong_scripts(void)
{
	CHECK(runs("# of no use\nscene everything\n\ntick 1\n"));
	CHECK(!runs(""));
	CHECK(!runs("tick 1\n"));
	CHECK(!runs("scene nothing\n"));
	CHECK(!runs("scene everything\ntock 1\n"));
	CHECK(!runs("scene everything\ninterrupt 2\n"));
	CHECK(!runs("scene everything\ncall PANIC 0 0 0 0 0 0 0\ntick 1\n"));
	CHECK(strcmp(why, "line 3: the system was reset before") == 0);
}

int main(void)
{
	unit_run("model: events are text", test_text);
	unit_run("model: text that is no event", test_wrong_text);
	unit_run("model: a comparison notices everything", test_comparison);
	unit_run("model: turns of tasks woken together", test_turns);
	unit_run("model: normal form", test_normal_form);
	unit_run("model: states are saved whole", test_parts);
	unit_run("model: the store", test_store);
	unit_run("model: scripts", test_scripts);
	unit_run("model: scripts that cannot be run", test_wrong_scripts);
	return unit_status();
}
