// `bh test control`, JSON: what commands print of a system that runs has the members that
// doc/debugger.md promises. test_debug.c does the same for those that look at a dump.
#include <string.h>

#include "tool/run/control.h"
#include "tool/run/shape.h"

static const struct {
	const char *command;
	const char *shape;
} shapes[] = {
	{"tasks", SHAPE_COMMAND "now:i now-is-late:b tasks[].index:i"},
	{"diagnose --wait 0", SHAPE_COMMAND "findings[].code:s findings[].task:s? "
					    "findings[].text:s findings[].place:s?"},
	{"waits", SHAPE_COMMAND "waits[].task:s waits[].waits-for:s waits[].kind:s "
				"waits[].deadlock:b notes[].task:s notes[].priority-inversion:b "
				"notes[].text:s"},
	{"crashes -l", SHAPE_COMMAND "crashes[].number:i crashes[].time:i crashes[].earlier_boot:b "
				     "crashes[].index:i crashes[].name:s "
				     "crashes[].priority:i crashes[].known:b crashes[].text:s "
				     "crashes[].fault.kind:s crashes[].registers.pc:x "
				     "crashes[].stack.frames[].locals:a"},
	{"dump --list", SHAPE_COMMAND "crashes[].number:i crashes[].time:i "
				      "crashes[].earlier_boot:b crashes[].task:s "
				      "crashes[].text:s crashes[].place:s?"},
	{"writemem sleeper:sleeper_ring.entry[0].head.generation 3", SHAPE_COMMAND "written[]:x"},
	{"hold sleeper", SHAPE_COMMAND "tasks[].name:s tasks[].generation:i tasks[].text:s"},
	{"fault sleeper", SHAPE_COMMAND "tasks[].name:s tasks[].generation:i tasks[].text:s"},
	{"release sleeper", SHAPE_COMMAND "tasks[].name:s tasks[].generation:i tasks[].text:s"},
	{"start sleeper", SHAPE_COMMAND "tasks[].name:s tasks[].generation:i tasks[].text:s"},
	{"call --list",
	 SHAPE_COMMAND "servers[].interface:s servers[].task:s servers[].operations[].name:s "
		       "servers[].operations[].number:i servers[].operations[].signature:s"},
	{"call Pong.increment value=1",
	 SHAPE_COMMAND "interface:s operation:s code:i ok:v error:v leases:a"},
	{"call Echo.copy from=[1] to=1",
	 SHAPE_COMMAND "ok:v error:v leases[].name:s leases[].bytes:s"},
	{"trace", SHAPE_COMMAND "spans[].from:i spans[].to:i spans[].kernel:b spans[].task:i "
				"spans[].name:s cycles:i us-per-cycle:n lost:i shares[].name:s "
				"shares[].cycles:i shares[].percent:n"},
	{"reset", SHAPE_COMMAND "reset:b"},
};

// A command that cannot do what it should says so to machines as well.
static void check_failure(const struct control *control)
{
	const char *const nobody[] = {CONTROL_BH, "tasks", "--json", "--target", "/nowhere", NULL};
	// No name: nobody is asked for it.
	const char *const unnamed[] = {CONTROL_BH, "tasks", "--target", "a..b:3333", NULL};
	struct program_result result = control_run(control, "tasks sleepr --json");

	control_expect(control, "a failure as JSON",
		       S("bh: error: there is no task \"sleepr\"\n"
			 "  help: did you mean \"sleeper\"?\n"
			 "{\n"
			 "  \"command\": \"tasks\",\n"
			 "...\n"
			 "  \"failure\": \"there is no task \\\"sleepr\\\"\"\n"
			 "}\n"),
		       result.output);
	result = program_run(control->arena, nobody, CONTROL_SECONDS);
	control_expect(control, "a target that is not there, as JSON",
		       S("bh: error: /nowhere: nobody answers there\n"
			 "  help: *\n"
			 "{\n"
			 "  \"command\": \"tasks\",\n"
			 "  \"problems\": [],\n"
			 "  \"failure\": \"/nowhere: nobody answers there\"\n"
			 "}\n"),
		       result.output);
	result = program_run(control->arena, unnamed, CONTROL_SECONDS);
	control_expect(control, "a machine that there is not",
		       S("bh: error: a..b:3333: there is no such machine or port\n...\n"),
		       result.output);
}

void control_json(const struct control *control)
{
	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		json_t *root = control_ask(control, shapes[i].command);
		struct str wrong = {"", 0};
		bool good = shape_holds(root, shapes[i].shape, &wrong);

		control_report(
			control,
			str_format(control->arena, "shape of %s --json", shapes[i].command).at,
			good, wrong);
		json_decref(root);
	}
	check_failure(control);
}
