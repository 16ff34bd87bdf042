// bh debug: many commands on one image, which is opened once.
#include <histedit.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "tool/command.h"
#include "tool/debug/session.h"
#include "tool/debug/typed.h"
#include "tool/target/target_gdb.h"

extern const struct command cmd_debug;

#define PROMPT "bh> "
#define HISTORY 500
#define WORDS_MAX 40

// Where lines come from: a terminal, on which they can be edited, or else a file.
struct input {
	EditLine *edit; // NULL for a file
	History *history;
	char *line;
	size_t room;
	bool interrupted; // Ctrl-C came while a line was typed
};

static char *prompt(EditLine *edit)
{
	static char text[] = PROMPT;

	(void)edit;
	return text;
}

// For the editor: the next character, in one or more bytes, or -1. A signal that comes just
// before a wait does not end it, so no wait is long.
static int read_character(EditLine *edit, wchar_t *character)
{
	struct pollfd ready = {.fd = STDIN_FILENO, .events = POLLIN};
	mbstate_t state = {0};
	struct input *input;
	char byte;

	el_get(edit, EL_CLIENTDATA, &input);
	for (;;) {
		input->interrupted = target_gdb_interrupted();
		if (input->interrupted || target_gdb_is_to_end())
			return -1;
		if (poll(&ready, 1, TARGET_GDB_LOOK_MS) <= 0)
			continue;
		if (read(STDIN_FILENO, &byte, 1) != 1)
			return 0;
		size_t size = mbrtowc(character, &byte, 1, &state);
		if (size == 1 || size == 0)
			return 1;
		if (size == (size_t)-1)
			state = (mbstate_t){0};
	}
}

static void open_input(struct input *input)
{
	HistEvent event;

	*input = (struct input){.edit = NULL};
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return;
	input->edit = el_init("bh", stdin, stdout, stderr);
	input->history = history_init();
	if (input->edit == NULL || input->history == NULL)
		return;
	history(input->history, &event, H_SETSIZE, HISTORY);
	history(input->history, &event, H_SETUNIQUE, 1);
	el_set(input->edit, EL_PROMPT, prompt);
	el_set(input->edit, EL_EDITOR, "emacs");
	el_set(input->edit, EL_HIST, history, input->history);
	el_set(input->edit, EL_SIGNAL, 0);
	el_set(input->edit, EL_CLIENTDATA, input);
	el_set(input->edit, EL_GETCFN, read_character);
	target_gdb_keep_interrupts(true);
}

static void close_input(struct input *input)
{
	if (input->history != NULL)
		history_end(input->history);
	if (input->edit != NULL)
		el_end(input->edit);
	free(input->line);
}

static bool read_typed(struct input *input, struct str *line)
{
	HistEvent event;
	int size = 0;
	const char *text = NULL;

	// An interrupt here is of a line that was not meant. The terminal is made the editor's
	// before the prompt invites anybody to type: it would take Ctrl-D for itself.
	do {
		input->interrupted = false;
		el_set(input->edit, EL_PREP_TERM, 1);
		text = el_gets(input->edit, &size);
	} while ((text == NULL || size <= 0) && input->interrupted);
	if (text == NULL || size <= 0)
		return false;
	if (size > 1)
		history(input->history, &event, H_ENTER, text);
	*line = (struct str){text, (size_t)size};
	return true;
}

static bool read_line(struct input *input, struct str *line)
{
	if (input->edit != NULL)
		return read_typed(input, line);
	ssize_t size = getline(&input->line, &input->room, stdin);
	if (size < 0)
		return false;
	*line = (struct str){input->line, (size_t)size};
	return true;
}

// Runs one line. False if it was the last.
static bool obey(struct session *session, struct str line, int *status)
{
	static char json[] = "--json";
	char *words[WORDS_MAX + 2];
	int count;

	if (!typed_split(session->arena, line, words, WORDS_MAX, &count)) {
		*status = 2;
		return true;
	}
	if (count == 0)
		return true;
	if (strcmp(words[0], "quit") == 0 || strcmp(words[0], "exit") == 0)
		return false;
	if (strcmp(words[0], cmd_debug.name) == 0) {
		fprintf(stderr, "bh: this is `debug` already\n");
		*status = 2;
		return true;
	}
	if (session->json && strcmp(words[0], "help") != 0) {
		words[count++] = json;
		words[count] = NULL;
	}
	(void)target_gdb_interrupted(); // one that came before is not meant for this
	*status = command_run(count, words);
	fflush(stdout);
	return true;
}

static int run(int argc, char **argv)
{
	struct session session;
	struct input input;
	struct str line;
	int status = 0;
	const struct session_spec spec = {.needs = SESSION_NEEDS_MEMORY};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	session_keep(&session);
	open_input(&input);
	if (input.edit != NULL)
		printf("%.*s; help lists the commands, quit or Ctrl-D ends\n",
		       STR_ARG(session.target->name));
	while (read_line(&input, &line))
		if (!obey(&session, line, &status))
			break;
	close_input(&input);
	session_keep(NULL);
	session.json = false; // each command has printed its own
	return session_end(&session, status);
}

const struct command cmd_debug = {
	.name = "debug",
	.group = "Debug",
	.summary = "type many commands, on an image that is opened once",
	.run = run,
	.help = "usage: ./bh debug\n"
		"\n"
		"Opens an image and what it runs on, and then takes commands as they are typed\n"
		"after ./bh, without having to open them again. On a terminal lines can be\n"
		"edited, and older ones fetched with the arrow keys. A system that runs goes on\n"
		"between commands. quit or Ctrl-D ends it; Ctrl-C ends a command that goes on and\n"
		"on, such as readvar --watch. With --json, each command prints its object.\n"
		"\n" SESSION_HELP "\n"
		"The exit status is that of the last command.\n"
		"\n"
		"example: printf 'tasks\\nwaits\\n' | ./bh debug --dump demo.core\n",
};
