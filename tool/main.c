// bh: one program, many subcommands. This file is the list of them, and help.
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "tool/base/str.h"
#include "tool/command.h"

extern const struct command cmd_bench;
extern const struct command cmd_build;
extern const struct command cmd_call;
extern const struct command cmd_counters;
extern const struct command cmd_debug;
extern const struct command cmd_diagnose;
extern const struct command cmd_crashes;
extern const struct command cmd_dump;
extern const struct command cmd_extract;
extern const struct command cmd_fault;
extern const struct command cmd_gdb;
extern const struct command cmd_hold;
extern const struct command cmd_idl;
extern const struct command cmd_image;
extern const struct command cmd_manifest;
extern const struct command cmd_map;
extern const struct command cmd_readmem;
extern const struct command cmd_readvar;
extern const struct command cmd_registers;
extern const struct command cmd_release;
extern const struct command cmd_reset;
extern const struct command cmd_ringbuf;
extern const struct command cmd_run;
extern const struct command cmd_sizes;
extern const struct command cmd_stackmargin;
extern const struct command cmd_start;
extern const struct command cmd_tasks;
extern const struct command cmd_test;
extern const struct command cmd_trace;
extern const struct command cmd_waits;
extern const struct command cmd_writemem;

static int run_help(int argc, char **argv);

static const struct command cmd_help = {
	.name = "help",
	.group = "More",
	.summary = "list the commands, or explain one",
	.run = run_help,
	.help = "usage: ./bh help [COMMAND]\n"
		"\n"
		"Without a command, lists all of them.\n"
		"\n"
		"example: ./bh help run\n",
};

// Commands of one group stand together, in the order in which help shows them.
// clang-format off
static const struct command *const commands[] = {
	&cmd_build,
	&cmd_sizes,
	&cmd_map,
	&cmd_idl,
	&cmd_run,
	&cmd_test,
	&cmd_bench,
	&cmd_tasks,
	&cmd_diagnose,
	&cmd_waits,
	&cmd_crashes,
	&cmd_stackmargin,
	&cmd_ringbuf,
	&cmd_counters,
	&cmd_trace,
	&cmd_readvar,
	&cmd_readmem,
	&cmd_writemem,
	&cmd_registers,
	&cmd_reset,
	&cmd_hold,
	&cmd_release,
	&cmd_start,
	&cmd_fault,
	&cmd_call,
	&cmd_gdb,
	&cmd_debug,
	&cmd_dump,
	&cmd_manifest,
	&cmd_extract,
	&cmd_help,
	&cmd_image,
};
// clang-format on

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static void list_commands(void)
{
	const char *group = "";

	printf("usage: ./bh COMMAND [ARGUMENT...]\n");
	for (size_t i = 0; i < COMMANDS; i++) {
		if (commands[i]->group == NULL)
			continue;
		if (strcmp(group, commands[i]->group) != 0)
			printf("\n%s\n", commands[i]->group);
		group = commands[i]->group;
		printf("  %-11s  %s\n", commands[i]->name, commands[i]->summary);
	}
	printf("\n'./bh COMMAND --help' explains one.\n"
	       "To begin with: ./bh run app/demo\n");
}

static int unknown_command(const char *name)
{
	struct str names[COMMANDS];
	size_t count = 0;

	for (size_t i = 0; i < COMMANDS; i++)
		if (commands[i]->group != NULL)
			names[count++] = str_from(commands[i]->name);
	struct str near = str_nearest(str_from(name), names, count);
	fprintf(stderr, "bh: there is no command '%s'", name);
	if (near.len > 0)
		fprintf(stderr, "; did you mean '%.*s'?", STR_ARG(near));
	fprintf(stderr, "\n  help: './bh help' lists the commands\n");
	return 2;
}

static int explain(const char *name)
{
	const struct command *command = find_command(name);

	if (command == NULL)
		return unknown_command(name);
	fputs(command->help, stdout);
	return 0;
}

static int run_help(int argc, char **argv)
{
	if (argc > 1)
		return explain(argv[1]);
	list_commands();
	return 0;
}

static bool asks_for_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

int command_run(int argc, char **argv)
{
	const struct command *command = find_command(argv[0]);

	if (command == NULL)
		return unknown_command(argv[0]);
	if (asks_for_help(argc, argv))
		return explain(argv[0]);
	return command->run(argc, argv);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		list_commands();
		return 2;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		list_commands();
		return 0;
	}
	return command_run(argc - 1, argv + 1);
}
