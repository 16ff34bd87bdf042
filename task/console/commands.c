// What can be typed: see help().
//
// The kernel would stop this task for asking it something undue (the fault of a
// task that is not, of the supervisor, of itself), so names are checked here.
#include "task/console/commands.h"

#include <stdbool.h>
#include <string.h>

#include "task/console/crashes.h"
#include "task/console/events.h"
#include "task/console/lives.h"
#include "task/console/names.h"
#include "task/console/serial.h"
#include "task/console/supervisor.h"
#include "ulib/kipc.h"
#include "ulib/panic.h"
#include "ulib/time.h"

#define WORDS_MAX 3u

// How long to wait for the restart of a task that was crashed, in ms.
#define CRASH_PATIENCE 1000u

struct word {
	const char *at;
	size_t size;
};

static bool is_word(struct word word, const char *text)
{
	return word.size == strlen(text) && memcmp(word.at, text, word.size) == 0;
}

static void say(const char *sentence)
{
	struct text line = serial_begin_line();

	text_add(&line, sentence);
	serial_write_line(&line);
}

static void help(void)
{
	say("tasks         what each task is doing");
	say("crash NAME    makes that task fault; jefe restarts it");
	say("hold NAME     from its next fault on, jefe leaves it as it is");
	say("start NAME    restarts it now, whatever it is doing");
	say("release NAME  undoes hold");
	say("spin          never stops, and lets nothing less important run");
	say("crashes       what is kept of tasks that faulted");
	say("last          how the system's last life ended");
	say("help          this");
}

static void add_supervision(struct text *line, const struct jefe_task *task)
{
	if (task->state == JEFE_TASK_STATE_HELD)
		text_add(line, ", held");
	else if (task->hold)
		text_add(line, ", held from its next fault on");
}

static void show_task(uint32_t index)
{
	struct text line = serial_begin_line();
	struct task_state state = kipc_read_task_status(index);
	struct jefe_task task;

	ASSERT(jefe_read_task(supervisor(), index, &task) == JEFE_READ_TASK_OK);
	text_add_number(&line, index);
	text_pad(&line, 4);
	text_add(&line, names.name[index]);
	text_pad(&line, 19);
	text_add_char(&line, ' ');
	text_add_number(&line, task_id_generation(sys_refresh_task_id(task_id_of(index, 0)).raw));
	text_pad(&line, 32);
	text_add_number(&line, task.faults);
	text_pad(&line, 40);
	if (index == TASK_CONSOLE)
		text_add(&line, "running");
	else
		task_state_text(&line, &state, &names);
	add_supervision(&line, &task);
	serial_write_line(&line);
}

static void tasks(void)
{
	say("#   task            generation  faults  state");
	for (uint32_t i = 0; i < TASK_COUNT; i++)
		show_task(i);
}

// The answer comes from the supervisor's log, after what is older. Waiting for
// the restart keeps it together with the question, and the next command from
// seeing a task half dead.
static void crash(uint32_t index)
{
	if (index == TASK_CONSOLE) {
		say("not the console: the kernel lets no task crash itself that way");
		return;
	}
	events_show(index);
	kipc_fault_task(index);
	time_notify_after(CRASH_PATIENCE, NOTIFY_TIMER);
	while (events_show(index) == 0) {
		uint32_t bits = sys_recv_notification(NOTIFY_TASK_FAULT | NOTIFY_TIMER);

		if (time_has_come(bits, NOTIFY_TIMER)) {
			say("it failed too often, too soon: jefe makes it wait");
			break;
		}
	}
	sys_clear_timer(NOTIFY_TIMER);
}

// For a watchdog to notice.
static void spin(void)
{
	for (;;)
		;
}

// That such a task is there was made sure of before.
static void hold(uint32_t index)
{
	ASSERT(jefe_hold(supervisor(), index) == JEFE_HOLD_OK);
}

static void start(uint32_t index)
{
	ASSERT(jefe_start(supervisor(), index) == JEFE_START_OK);
}

static void release(uint32_t index)
{
	ASSERT(jefe_release(supervisor(), index) == JEFE_RELEASE_OK);
}

static void say_names(struct word unknown)
{
	struct text line = serial_begin_line();

	text_add(&line, "no task is called ");
	text_add_bytes(&line, unknown.at, unknown.size);
	text_add(&line, "; there are");
	for (uint32_t i = 0; i < TASK_COUNT; i++) {
		text_add_char(&line, ' ');
		text_add(&line, names.name[i]);
	}
	serial_write_line(&line);
}

// Commands, with a task's name behind them or without.
static const struct command {
	const char *name;
	void (*plain)(void);
	void (*on_task)(uint32_t index);
} commands[] = {
	{"help", help, NULL}, {"tasks", tasks, NULL},          {"crash", NULL, crash},
	{"hold", NULL, hold}, {"start", NULL, start},          {"release", NULL, release},
	{"spin", spin, NULL}, {"crashes", crashes_show, NULL}, {"last", lives_show, NULL},
};

static void run_on_task(const struct command *command, struct word name)
{
	uint32_t index = 0;

	while (index < TASK_COUNT && !is_word(name, names.name[index]))
		index++;
	if (index == TASK_COUNT)
		say_names(name);
	else if (index == TASK_SUPERVISOR)
		say("not the supervisor: nobody is there to restart it");
	else
		command->on_task(index);
}

static void say_which(const struct command *command)
{
	struct text line = serial_begin_line();

	text_add(&line, "which one? For example: ");
	text_add(&line, command->name);
	text_add(&line, " ping");
	serial_write_line(&line);
}

static void say_unknown(const char *text, size_t size)
{
	struct text line = serial_begin_line();

	text_add_bytes(&line, text, size);
	text_add(&line, ": no such command; try help");
	serial_write_line(&line);
}

// Splits at spaces. Returns how many words there are, at most WORDS_MAX.
static size_t split(const char *text, size_t size, struct word words[static WORDS_MAX])
{
	size_t count = 0;
	bool inside = false;

	for (size_t i = 0; i < size; i++) {
		if (text[i] == ' ') {
			inside = false;
		} else if (inside) {
			words[count - 1].size++;
		} else if (count < WORDS_MAX) {
			words[count++] = (struct word){&text[i], 1};
			inside = true;
		}
	}
	return count;
}

void commands_run(const char *text, size_t size)
{
	struct word words[WORDS_MAX];
	size_t count = split(text, size, words);

	if (count == 0)
		return;
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		const struct command *command = &commands[i];

		if (!is_word(words[0], command->name))
			continue;
		if (command->plain != NULL && count == 1)
			command->plain();
		else if (command->plain != NULL)
			break;
		else if (count == 2)
			run_on_task(command, words[1]);
		else
			say_which(command);
		return;
	}
	say_unknown(text, size);
}
