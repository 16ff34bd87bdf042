// Command-line options of the subcommands: "--name", "--name value" and
// "--name=value", anywhere among the operands; "--" ends them.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// Give either a flag or a value to fill in.
struct option_spec {
	const char *name; // with its dashes, "--board"
	bool *flag;
	const char **value;
};

// Reads argv[1..] of a subcommand (argv[0] is its name). Operands are stored in
// order, at most `max`. There are 64 specs at most. On a mistake, such as a value that
// is given twice, it prints what is wrong and how to get help, and returns -1: the
// command should return 2. Else the operand count.
int options_read(int argc, char **argv, const struct option_spec *specs, size_t spec_count,
		 const char **operands, size_t max);
