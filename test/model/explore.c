// Explores the kernel: from boot, every event that a scene allows is tried in every
// state that can be reached, on the kernel itself and on the reference model, and the
// two are compared. States are searched breadth first, so the way to a disagreement is
// a shortest one; it is printed as a script that test/model/replay.c can run.
//
//     model-3 [--scene NAME] [--limit STATES] [--stop] [--replay FILE]
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "arch/host/host.h"
#include "test/model/event.h"
#include "test/model/replay.h"
#include "test/model/scene.h"
#include "test/model/store.h"
#include "test/model/view.h"

// While no task can run, so many milliseconds are tried, besides none.
#define PATIENCE 3u

// How a state's event is told in 16 bits: its number among those of the state before,
// whether with patience, and after how many steps its call gave way.
#define NUMBER_OF(told) ((told)&0x3FFu)
#define PAUSE_OF(told) ((told) >> 10 & 31u)
#define PATIENT 0x8000u
#define PAUSES_MAX 31u
#define PAUSED(n) ((n) << 10)

_Static_assert(EVENTS_MAX <= 0x400, "an event's number has ten bits");

static struct event events[EVENTS_MAX];
static uint8_t saved[VIEW_PARTS][VIEW_PART_MAX]; // the state whose events are tried
static size_t saved_size[VIEW_PARTS];

static const struct scene *scene;
static uint64_t transitions;
static size_t state_limit = SIZE_MAX;

// What is under way, for when the kernel crashes.
static size_t current_state;
static const struct event *current_event;
static struct timespec scene_start;

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - scene_start.tv_sec) +
	       (double)(now.tv_nsec - scene_start.tv_nsec) / 1e9;
}

static void load(const struct state *state, struct spec *s)
{
	for (uint32_t i = 0; i < VIEW_PARTS; i++)
		view_load(i, store_bytes(i, state->part[i]));
	view_see(s, HOST_RETURNED);
	if (s->ready_count == 0)
		s->running = SPEC_NOBODY;
}

// Puts the kernel back to the state that is being expanded.
static void put_back(void)
{
	for (uint32_t i = 0; i < VIEW_PARTS; i++)
		view_load(i, saved[i]);
}

static void qualify(struct event *event, uint32_t told)
{
	event->patience = (told & PATIENT) != 0 ? PATIENCE : 0;
	event->pause = (uint8_t)PAUSE_OF(told);
}

static void print_way_to(size_t number)
{
	const struct state *state = store_at(number);
	struct event event;
	struct spec s;

	if (number == 0)
		return;
	print_way_to(state->parent);
	load(store_at(state->parent), &s);
	scene_events(scene, &s, events);
	event = events[NUMBER_OF(state->event)];
	qualify(&event, state->event);
	event_print(&event, stdout);
}

static void report(const struct event *last, const char *why)
{
	struct event event = *last;

	printf("FAILED model: %s, %d tasks: %s\n", scene->image.name, KERN_TASKS, why);
	printf("scene %s\n", scene->image.name);
	print_way_to(current_state);
	event_print(&event, stdout);
	printf("# %s\n", why);
	fflush(stdout);
}

// A crash is a counterexample like any other.
static void on_crash(int number)
{
	signal(number, SIG_DFL);
	report(current_event,
	       number == SIGALRM ? "the kernel does not return" : "the kernel crashes");
	_exit(1);
}

static void on_alarm(int number)
{
	static uint64_t before;

	if (before == transitions && current_event != NULL)
		on_crash(number);
	before = transitions;
}

static void catch_crashes(void)
{
	const struct itimerval often = {{5, 0}, {5, 0}};

	signal(SIGSEGV, on_crash);
	signal(SIGABRT, on_crash);
	signal(SIGFPE, on_crash);
	signal(SIGBUS, on_crash);
	signal(SIGALRM, on_alarm);
	setitimer(ITIMER_REAL, &often, NULL);
}

// The state that the kernel is in now, in its normal form, joins the others.
static void keep(const struct state *from, uint32_t event)
{
	static uint8_t bytes[VIEW_PART_MAX];
	struct state state = {
		.parent = (uint32_t)current_state,
		.event = (uint16_t)event,
		.depth = (uint16_t)(from->depth + 1),
	};

	view_normalise(scene->blur);
	for (uint32_t i = 0; i < VIEW_PARTS; i++) {
		size_t size = view_save(i, bytes);

		if (size == saved_size[i] && memcmp(bytes, saved[i], size) == 0)
			state.part[i] = from->part[i];
		else
			state.part[i] = store_part(i, bytes, size);
	}
	store_state(&state);
}

// One event in the state that is being expanded. False: a disagreement, now reported.
// Says whether nothing runs afterwards though something is due.
static bool try(const struct state *from, const struct spec *s, uint32_t told, bool *waits)
{
	static struct spec next;
	struct event *event = &events[NUMBER_OF(told)];
	char why[200];

	put_back();
	next = *s;
	qualify(event, told);
	current_event = event;
	transitions++;
	if (!event_happens(event, &next, why, sizeof why)) {
		report(event, why);
		return false;
	}
	*waits = false;
	if (next.over)
		return true;
	if (next.running == SPEC_NOBODY)
		for (uint32_t i = 0; i < KERN_TASKS; i++)
			*waits = *waits || next.task[i].armed;
	keep(from, told);
	return true;
}

// One event in all its forms: also given way to interrupts at every step, and with time
// going on if nothing runs afterwards.
static bool try_all(const struct state *from, const struct spec *s, uint32_t number)
{
	uint32_t steps;
	bool waits;

	if (!try(from, s, number, &waits))
		return false;
	if (waits && events[number].kind != EVENT_RAISE)
		return try(from, s, number | PATIENT, &waits);
	steps = event_steps < PAUSES_MAX ? event_steps : PAUSES_MAX;
	for (uint32_t i = 1; i <= steps; i++)
		if (!try(from, s, number | PAUSED(i), &waits))
			return false;
	return true;
}

static bool expand(size_t number)
{
	static struct spec s;
	const struct state from = *store_at(number);
	size_t count;

	current_state = number;
	load(&from, &s);
	for (uint32_t i = 0; i < VIEW_PARTS; i++)
		saved_size[i] = view_save(i, saved[i]);
	count = scene_events(scene, &s, events);
	for (uint32_t i = 0; i < count; i++)
		if (!try_all(&from, &s, i))
			return false;
	return true;
}

static bool begin(void)
{
	struct state state = {.parent = 0};
	static struct spec s;
	char why[200];

	scene_install(scene);
	if (!event_boot(&s, scene->has_epitaph, why, sizeof why)) {
		printf("FAILED model: %s, %d tasks: boot: %s\n", scene->image.name, KERN_TASKS,
		       why);
		return false;
	}
	view_normalise(scene->blur);
	for (uint32_t i = 0; i < VIEW_PARTS; i++) {
		saved_size[i] = view_save(i, saved[i]);
		state.part[i] = store_part(i, saved[i], saved_size[i]);
	}
	store_state(&state);
	return true;
}

static void print_result(size_t expanded)
{
	uint16_t depth = store_at(store_count() - 1)->depth;

	printf("ok model: %s, %d tasks: %zu states, %" PRIu64 " transitions, ", scene->image.name,
	       KERN_TASKS, store_count(), transitions);
	if (expanded == store_count())
		printf("closed at depth %u", depth);
	else
		printf("%zu of them tried, to depth %u", expanded, store_at(expanded)->depth);
	printf(", %.1f s, %zu MB\n", seconds(), store_size() >> 20);
	fflush(stdout);
}

static bool explore(const struct scene *wanted)
{
	size_t limit = state_limit;
	size_t number = 0;

	scene = wanted;
	transitions = 0;
	clock_gettime(CLOCK_MONOTONIC, &scene_start);
	store_clear();
	if (!begin())
		return false;
	if (scene->limit != 0 && scene->limit < limit)
		limit = scene->limit;
	for (; number < store_count() && store_count() < limit; number++)
		if (!expand(number))
			return false;
	current_event = NULL;
	print_result(number);
	return true;
}

static int run_script(const char *path)
{
	FILE *script = fopen(path, "r");
	char why[300];

	if (script == NULL) {
		fprintf(stderr, "model: cannot read %s\n", path);
		return 2;
	}
	if (!replay(script, stdout, why, sizeof why)) {
		printf("%s: %s\n", path, why);
		return 1;
	}
	return 0;
}

static int usage(void)
{
	fprintf(stderr,
		"usage: model-%d [--scene NAME] [--limit STATES] [--stop] [--replay FILE]\n"
		"scenes:",
		KERN_TASKS);
	for (size_t i = 0; i < scene_count; i++)
		fprintf(stderr, " %s", scenes[i].image.name);
	fprintf(stderr, "\n");
	return 2;
}

int main(int argc, char **argv)
{
	const char *only = NULL;
	bool good = true;
	bool found = false;
	bool stops = false;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--scene") == 0 && i + 1 < argc)
			only = argv[++i];
		else if (strcmp(argv[i], "--limit") == 0 && i + 1 < argc)
			state_limit = strtoull(argv[++i], NULL, 0);
		else if (strcmp(argv[i], "--stop") == 0)
			stops = true;
		else if (strcmp(argv[i], "--replay") == 0 && i + 1 < argc)
			return run_script(argv[i + 1]);
		else
			return usage();
	}
	catch_crashes();
	for (size_t i = 0; i < scene_count && (good || !stops); i++) {
		if (only != NULL && strcmp(scenes[i].image.name, only) != 0)
			continue;
		found = true;
		good = explore(&scenes[i]) && good;
	}
	return found ? !good : usage();
}
