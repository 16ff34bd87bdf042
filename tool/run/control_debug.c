// `bh test control`, many commands in one: what `bh debug` reads from its input.
#include "tool/run/control.h"

// Runs `bh debug` with these lines, of which none holds a single quotation mark or a
// percent sign.
static struct program_result run_lines(const struct control *control, const char *lines,
				       const char *where, const char *path)
{
	const char *command = str_format(control->arena, "printf '%s' | " CONTROL_BH " debug %s %s",
					 lines, where, path)
				      .at;
	const char *const argv[] = {"sh", "-c", command, NULL};

	return program_run(control->arena, argv, CONTROL_SECONDS);
}

void control_debug(const struct control *control)
{
	const char *lines = "# a comment, and an empty line\n\n"
			    "call Pong.increment value=1\n"
			    "taks\n"
			    "tasks sleepr\n"
			    "call Uart.write \"data=\\\\\"a b\\\\\"\"\n"
			    "fault sleeper\n"
			    "tasks sleeper\n"
			    "start sleeper\n"
			    "tasks --dump x\n"
			    "tasks \"sleeper\n"
			    "tasks --crash 2\n"
			    "tasks sleeper\n"
			    "quit\n"
			    "never read\n";
	struct program_result result = run_lines(control, lines, "--target", control->stage.gdb);

	control_expect(control, "bh debug takes many commands",
		       S("Pong.increment => 2\n"
			 "bh: there is no command 'taks'; did you mean 'tasks'?\n"
			 "  help: *\n"
			 "bh: error: there is no task \"sleepr\"\n"
			 "  help: did you mean \"sleeper\"?\n"
			 "Uart.write => ()\n"
			 "fault sleeper: done; generation *, FAULTED: stopped on request of jefe\n"
			 "*s since boot\n"
			 " #  task              gen prio  state\n"
			 " 2  sleeper * FAULTED: stopped on request of jefe\n"
			 "...\n"
			 "start sleeper: done; *\n"
			 "bh tasks: what is looked at was said when `bh debug` was started\n"
			 "typed:1:7: error: this quotation mark has no second\n"
			 "...\n"
			 "crash 2: *\n"
			 "...\n"
			 " 2  sleeper * FAULTED: stopped on request of jefe\n"
			 "...\n"
			 " #  task              gen prio  state\n"
			 " 2  sleeper *\n"),
		       result.output);
	control_report(control, "bh debug ends with the last command's status", result.status == 0,
		       str_format(control->arena, "it is %d", result.status));
	result = run_lines(control, "registers sleeper\nwaits\n", "--json --target",
			   control->stage.gdb);
	control_expect(control, "bh debug has each command print JSON",
		       S("{\n"
			 "  \"command\": \"registers\",\n"
			 "...\n"
			 "}\n"
			 "{\n"
			 "  \"command\": \"waits\",\n"
			 "...\n"
			 "}\n"),
		       result.output);
	result = run_lines(control, "crashes\nhold sleeper\n", "--dump", control->dump);
	control_expect(
		control, "bh debug on a dump",
		S("  0  broken, *\n...\nbh: error: a dump has not what `bh hold` needs\n..."),
		result.output);
	control_report(control, "bh debug fails as the last command did", result.status == 1,
		       str_format(control->arena, "it is %d", result.status));
}
