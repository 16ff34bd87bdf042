// Who waits for whom: chains, circles, inversions.
#include "tool/debug/waits.h"

#include "test/unit/unit.h"

enum { HIGH, MIDDLE, LOW, SPARE, COUNT };

static struct arena arena;

// A system of tasks of the priorities 0 to 3, that all are ready to run.
struct world {
	struct program_task named[COUNT];
	struct system_task tasks[COUNT];
	struct program program;
	struct system system;
};

static void set_up(struct world *world)
{
	static const char *const names[COUNT] = {"high", "middle", "low", "spare"};

	*world = (struct world){.program.task_count = COUNT};
	for (uint32_t i = 0; i < COUNT; i++) {
		world->named[i].module.name = str_from(names[i]);
		world->named[i].priority = i;
		world->tasks[i].known = true;
		world->tasks[i].state.sched = TASK_RUNNABLE;
	}
	world->program.tasks = world->named;
	world->system = (struct system){
		.arena = &arena,
		.program = &world->program,
		.mode = SYSTEM_IN_TASK,
		.current = SPARE,
		.tasks = world->tasks,
	};
}

static void wait_on(struct world *world, size_t task, enum task_sched how, uint32_t on)
{
	world->tasks[task].state.sched = how;
	world->tasks[task].state.has_peer = true;
	world->tasks[task].state.peer = on;
}

static bool notes(const struct waits *waits, size_t index, size_t task, bool inverted,
		  const char *text)
{
	return index < waits->note_count && waits->notes[index].task == task &&
	       waits->notes[index].inverted == inverted && str_is(waits->notes[index].text, text);
}

static void test_chain(void)
{
	struct world world;

	set_up(&world);
	wait_on(&world, LOW, TASK_IN_SEND, MIDDLE);
	wait_on(&world, MIDDLE, TASK_IN_REPLY, HIGH);
	struct waits waits = waits_read(&world.system);
	CHECK(waits.edges[LOW].on == MIDDLE && waits.edges[LOW].kind == WAITS_TO_SEND);
	CHECK(waits.edges[MIDDLE].on == HIGH && waits.edges[MIDDLE].kind == WAITS_FOR_REPLY);
	CHECK(waits.edges[HIGH].on == SIZE_MAX);
	CHECK(!waits.edges[LOW].in_circle && !waits.edges[MIDDLE].in_circle);
	CHECK(waits.note_count == 0);
}

// Two in a circle, and one that waits for them without being part of it.
static void test_circle(void)
{
	struct world world;

	set_up(&world);
	wait_on(&world, HIGH, TASK_IN_SEND, MIDDLE);
	wait_on(&world, MIDDLE, TASK_IN_SEND, HIGH);
	wait_on(&world, LOW, TASK_IN_SEND, MIDDLE);
	struct waits waits = waits_read(&world.system);
	CHECK(waits.edges[HIGH].in_circle && waits.edges[HIGH].begins_circle);
	CHECK(waits.edges[MIDDLE].in_circle && !waits.edges[MIDDLE].begins_circle);
	CHECK(!waits.edges[LOW].in_circle);
	CHECK(str_is(waits_circle_text(&world.system, &waits, HIGH),
		     "high waits for middle waits for high"));
	CHECK(notes(&waits, 0, HIGH, true, "waits for middle, which is less important"));
}

static void test_inversion(void)
{
	struct world world;
	struct waits waits;

	// Whom it waits for runs: a wait for a less important one, and nothing else.
	set_up(&world);
	wait_on(&world, HIGH, TASK_IN_REPLY, LOW);
	world.system.current = LOW;
	waits = waits_read(&world.system);
	CHECK(waits.note_count == 1);
	CHECK(notes(&waits, 0, HIGH, true, "waits for low, which is less important"));

	// Another one runs in its place.
	world.system.current = MIDDLE;
	waits = waits_read(&world.system);
	CHECK(notes(&waits, 0, HIGH, true,
		    "waits for low, which is less important; middle keeps low from running"));

	// The end of a chain counts, not its first link.
	wait_on(&world, LOW, TASK_IN_REPLY, SPARE);
	waits = waits_read(&world.system);
	CHECK(notes(&waits, 0, HIGH, true,
		    "waits for low, which is less important; middle keeps spare from running"));

	// Nobody is kept from running while the kernel has the processor.
	world.system.mode = SYSTEM_IN_KERNEL;
	waits = waits_read(&world.system);
	CHECK(notes(&waits, 0, HIGH, true, "waits for low, which is less important"));
}

static void test_in_vain(void)
{
	struct world world;

	set_up(&world);
	wait_on(&world, LOW, TASK_IN_SEND, HIGH);
	wait_on(&world, SPARE, TASK_IN_SEND, MIDDLE);
	world.tasks[HIGH].state.health = TASK_FAULTED;
	world.tasks[MIDDLE].state.sched = TASK_STOPPED;
	struct waits waits = waits_read(&world.system);
	CHECK(waits.note_count == 2);
	CHECK(notes(&waits, 0, LOW, false, "waits for high, which has faulted"));
	CHECK(notes(&waits, 1, SPARE, false, "waits for middle, which was never started"));
}

int main(void)
{
	unit_run("waits: chains of waits", test_chain);
	unit_run("waits: circles", test_circle);
	unit_run("waits: inversions of priority", test_inversion);
	unit_run("waits: waits in vain", test_in_vain);
	return unit_status();
}
