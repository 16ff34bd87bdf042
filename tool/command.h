// A subcommand of bh. Each is defined in a file of its own, as
// `const struct command cmd_build`, and listed in tool/main.c.
#pragma once

struct command {
	const char *name;
	const char *group;   // heading in `bh help`; NULL hides it (steps that ninja calls)
	const char *summary; // one line, no full stop
	// argv[0] is the command's name. Returns the exit status: 0 done, 1 failed,
	// 2 wrong usage. "--help" never gets here: main prints `help`.
	int (*run)(int argc, char **argv);
	const char *help; // usage, options and an example, ending in a newline
};

// Runs the command of that name, also for `--help`, and returns its exit status. One that
// does not exist is reported. In tool/main.c.
int command_run(int argc, char **argv);
