// The keeper: supervisor and judge of the soak.
//
// A pirate asks for a life, and makes some system calls. Then it asks for the next, or
// has faulted and is restarted, or has not been heard of for too long and is restarted
// as well: it waits for something that will not come, or runs in circles.
//
//      LOST --restart--> STARTED --asks--> ASKED --begin--> AT_SEA
//       ^                                    ^                |  |
//       |                                    +----asks again--+  |
//       +--------------------fault, or overdue-------------------+
//
// From time to time there is a calm: no life begins until ferry and tide have both come
// round once more, so that they get on however much the pirates do. If one does not, or
// anybody but a pirate faults, the soak has failed.
//
//   choose                   asks for a line: seed, and how many calls to make
//   ...                      remarks
//   case NAME ok             at the end
//   case NAME FAILED WHY
//   suite N passed, M failed the last line
#include "gen/task.h"
#include "lib/fault_text.h"
#include "lib/text.h"
#include "test/soak/protocol.h"
#include "test/suite/runner/report.h"
#include "ulib/kipc.h"
#include "ulib/time.h"

#define LIFE_CALLS 100u // of one life
#define OVERDUE_MS 60u  // after which a pirate is given up
#define LOOK_EVERY_MS 10u
#define LIVES_BETWEEN_CALMS 200u
#define CALM_MOST_MS 3000u // after which ferry and tide should have come round

static const char *const task_name[] = TASK_NAMES;
static const struct task_names task_names = {task_name, TASK_COUNT};

static const struct {
	uint32_t index;
	bool wild;
} crew[] = {
	{TASK_PIRATE1, false},
	{TASK_PIRATE2, true},
	{TASK_PIRATE3, true},
	{TASK_PIRATE4, false},
};

#define PIRATES (sizeof crew / sizeof crew[0])
#define FAULT_KINDS (FAULT_FROM_SERVER + 1u)

enum pirate_state {
	LOST, // is to be restarted
	STARTED,
	ASKED,
	AT_SEA,
};

static struct pirate {
	uint32_t index;
	enum pirate_state state;
	struct task_id id; // that asked
	uint32_t seed;     // of its life
	uint64_t began;    // ms
	uint32_t logbook;  // its address; 0 until it first asked
	uint32_t counted;  // calls of this life that are in the total
} pirates[PIRATES];

static struct {
	uint32_t seed;
	uint32_t target; // calls
	uint32_t next_remark;
	uint32_t calls;
	uint32_t faults;
	uint32_t by_kind[FAULT_KINDS];
	uint32_t overdue;
	uint32_t spoilt; // logbooks
	uint32_t lives;
	uint32_t trips; // of ferry
	uint32_t tides;
	bool over;
} total;

static struct {
	bool now;
	uint64_t since; // ms
	uint32_t lives; // since the last one
	uint32_t trips; // when it began
	uint32_t tides;
} calm;

static void add_count(struct text *line, const char *what, uint32_t n)
{
	text_add(line, what);
	text_add_number(line, n);
}

static void stop_pirates(void)
{
	for (uint32_t i = 0; i < PIRATES; i++)
		kipc_stop_task(pirates[i].index);
}

static void finish(bool passed)
{
	char space[60];
	struct text line = text_in(space, sizeof space);

	total.over = true;
	stop_pirates();
	sys_clear_timer(0);
	text_add(&line, passed ? "suite 1 passed, 0 failed" : "suite 0 passed, 1 failed");
	report_line(&line);
}

static void add_last_words(struct text *line, uint32_t task)
{
	char words[80];
	struct sys_result result = kipc_read_panic_message(task, words, sizeof words);

	if (result.code != 0)
		return;
	text_add(line, ", ");
	text_add_bytes(line, words, result.size);
}

static void fail(const char *why, uint32_t task)
{
	char space[200];
	struct text line = text_in(space, sizeof space);
	struct task_state state = kipc_read_task_status(task);

	if (total.over)
		return;
	text_add(&line, "case soak FAILED ");
	text_add(&line, task_name[task]);
	text_add(&line, why);
	text_add(&line, "; it is ");
	task_state_text(&line, &state, &task_names);
	add_last_words(&line, task);
	add_count(&line, "; after calls: ", total.calls);
	report_line(&line);
	finish(false);
}

static void remark_totals(void)
{
	char space[160];
	struct text line = text_in(space, sizeof space);

	add_count(&line, "calls ", total.calls);
	add_count(&line, ", faults contained ", total.faults);
	add_count(&line, ", overdue ", total.overdue);
	add_count(&line, ", lives ", total.lives);
	add_count(&line, ", spoilt logbooks ", total.spoilt);
	add_count(&line, ", trips ", total.trips);
	add_count(&line, ", tides ", total.tides);
	text_add(&line, ", at ");
	text_add_seconds(&line, sys_now());
	report_line(&line);
}

static void remark_kinds(void)
{
	static const char *const names[FAULT_KINDS] = {
		[FAULT_MEMORY_ACCESS] = "memory access: ",
		[FAULT_STACK_OVERFLOW] = "stack overflow: ",
		[FAULT_BUS_ERROR] = "bus error: ",
		[FAULT_DIVIDE_BY_ZERO] = "divide by zero: ",
		[FAULT_ILLEGAL_TEXT] = "illegal text: ",
		[FAULT_ILLEGAL_INSTRUCTION] = "illegal instruction: ",
		[FAULT_INVALID_OPERATION] = "invalid operation: ",
		[FAULT_SYSCALL_USAGE] = "misused system call: ",
		[FAULT_PANIC] = "panic: ",
		[FAULT_INJECTED] = "injected: ",
		[FAULT_FROM_SERVER] = "refused by a server: ",
	};

	for (uint32_t i = 0; i < FAULT_KINDS; i++) {
		char space[60];
		struct text line = text_in(space, sizeof space);

		add_count(&line, names[i], total.by_kind[i]);
		report_line(&line);
	}
}

static void succeed(void)
{
	char space[20];
	struct text line = text_in(space, sizeof space);

	remark_totals();
	remark_kinds();
	text_add(&line, "case soak ok");
	report_line(&line);
	finish(true);
}

// A pirate's calls that are not in the total yet. It may have spoilt its own logbook, or
// have come to write nonsense in it.
static void count_calls(struct pirate *pirate)
{
	struct logbook book;

	if (pirate->logbook == 0 || pirate->state != AT_SEA)
		return;
	kipc_read_dump_region(pirate->index, (struct kipc_region){pirate->logbook, sizeof book},
			      &book, sizeof book);
	if (book.check != logbook_check(book.calls, pirate->seed) || book.calls < pirate->counted ||
	    book.calls > LIFE_CALLS) {
		total.spoilt++;
		return;
	}
	total.calls += book.calls - pirate->counted;
	pirate->counted = book.calls;
}

static bool is_calm_over(void)
{
	return total.trips > calm.trips && total.tides > calm.tides;
}

static void begin_calm(void)
{
	calm.now = true;
	calm.since = sys_now();
	calm.trips = total.trips;
	calm.tides = total.tides;
}

static void end_calm(void)
{
	calm.now = false;
	calm.lives = 0;
	if (total.calls >= total.target)
		succeed();
}

static void look_for_calm(void)
{
	if (calm.now && is_calm_over())
		end_calm();
	else if (!calm.now && (calm.lives >= LIVES_BETWEEN_CALMS || total.calls >= total.target))
		begin_calm();
	if (calm.now && sys_now() > calm.since + CALM_MOST_MS)
		fail(" does not come round though nobody keeps it",
		     total.trips > calm.trips ? TASK_TIDE : TASK_FERRY);
}

static void begin_life(struct pirate *pirate)
{
	struct life life = {.calls = LIFE_CALLS};

	total.lives++;
	calm.lives++;
	pirate->seed = (total.seed + total.lives) * 0x9E3779B1u ^ pirate->index;
	pirate->began = sys_now();
	pirate->counted = 0;
	pirate->state = AT_SEA;
	life.seed = pirate->seed;
	life.self = pirate->index;
	sys_reply(pirate->id, 0, &life, sizeof life);
}

static void restart(struct pirate *pirate)
{
	pirate->state = STARTED;
	pirate->began = sys_now();
	kipc_restart_task(pirate->index);
}

static void begin_lives(void)
{
	for (uint32_t i = 0; i < PIRATES && !calm.now && !total.over; i++) {
		if (pirates[i].state == ASKED)
			begin_life(&pirates[i]);
		else if (pirates[i].state == LOST)
			restart(&pirates[i]);
	}
}

static struct pirate *find_pirate(uint32_t index)
{
	for (uint32_t i = 0; i < PIRATES; i++)
		if (pirates[i].index == index)
			return &pirates[i];
	return NULL;
}

static void look_at_fault(uint32_t index)
{
	struct pirate *pirate = find_pirate(index);
	struct task_state state = kipc_read_task_status(index);

	if (pirate == NULL) {
		fail(" has faulted", index);
		return;
	}
	count_calls(pirate);
	if (pirate->state == LOST)
		return;
	pirate->state = LOST;
	total.faults++;
	total.by_kind[state.fault.kind]++;
}

static void look_at_faults(void)
{
	for (uint32_t i = kipc_find_faulted_task(1); i != 0; i = kipc_find_faulted_task(i + 1))
		look_at_fault(i);
}

static void look_at_pirates(void)
{
	uint64_t now = sys_now();

	for (uint32_t i = 0; i < PIRATES; i++) {
		if (pirates[i].state == LOST || pirates[i].state == ASKED ||
		    now < pirates[i].began + OVERDUE_MS)
			continue;
		count_calls(&pirates[i]);
		pirates[i].state = LOST;
		total.overdue++;
		kipc_stop_task(pirates[i].index);
	}
}

static void look_around(void)
{
	if (total.over)
		return;
	look_at_faults();
	look_at_pirates();
	if (total.calls >= total.next_remark) {
		remark_totals();
		total.next_remark += total.target / 10;
	}
	look_for_calm();
	begin_lives();
}

static void notified(uint32_t bits)
{
	if (time_has_come(bits, NOTIFY_TIMER))
		time_notify_after(LOOK_EVERY_MS, NOTIFY_TIMER);
	look_around();
}

// Asks as every pirate does when it starts, or as one that is at sea may at any time,
// with whatever room for the answer.
static void asked_for_life(const struct message *message, const uint32_t *words)
{
	struct pirate *pirate = find_pirate(task_id_index(message->sender.raw));

	if (pirate == NULL || message->reply_room < sizeof(struct life)) {
		sys_reply_fault(message->sender, REPLY_FAULT_REPLY_BUFFER_TOO_SMALL);
		return;
	}
	count_calls(pirate);
	if (pirate->logbook == 0)
		pirate->logbook = words[0];
	pirate->id = message->sender;
	pirate->state = ASKED;
}

static void told_of_escape(const struct message *message, const uint32_t *words)
{
	char space[80];
	struct text line = text_in(space, sizeof space);
	struct pirate *pirate = find_pirate(task_id_index(message->sender.raw));

	if (pirate == NULL || crew[pirate - pirates].wild ||
	    words[2] != escape_check(words[0], words[1], pirate->seed)) {
		sys_reply_fault(message->sender, REPLY_FAULT_BAD_MESSAGE_CONTENTS);
		return;
	}
	add_count(&line, "escape of kind ", words[0]);
	text_add(&line, ": ");
	text_add_hex(&line, words[1]);
	report_line(&line);
	fail(" was let do something forbidden", pirate->index);
}

static void told_of_life(const struct message *message)
{
	uint32_t index = task_id_index(message->sender.raw);

	total.trips += index == TASK_FERRY;
	total.tides += index == TASK_TIDE;
	sys_reply(message->sender, 0, NULL, 0);
}

static void serve(const struct message *message, const uint32_t *words)
{
	switch (message->operation) {
	case KEEPER_BEGIN:
		asked_for_life(message, words);
		return;
	case KEEPER_ALIVE:
		told_of_life(message);
		return;
	case KEEPER_ESCAPED:
		told_of_escape(message, words);
		return;
	}
	sys_reply_fault(message->sender, REPLY_FAULT_UNDEFINED_OPERATION);
}

static uint32_t read_number(void)
{
	uint32_t number = 0;
	uint8_t byte;

	for (;;) {
		sys_recv_notification(NOTIFY_RX_IRQ);
		if (!report_take(&byte))
			continue;
		if (byte < '0' || byte > '9')
			return number;
		number = number * 10 + (byte - '0');
	}
}

static void choose(void)
{
	char space[10];
	struct text line = text_in(space, sizeof space);

	text_add(&line, "choose");
	report_line(&line);
	total.seed = read_number();
	total.target = read_number();
	total.next_remark = total.target / 10;
}

static void set_up(void)
{
	for (uint32_t i = 0; i < PIRATES; i++)
		pirates[i].index = crew[i].index;
}

int main(void)
{
	report_start();
	choose();
	set_up();
	time_notify_after(0, NOTIFY_TIMER);
	for (;;) {
		uint32_t words[4] = {0};
		struct message message;

		sys_recv_open(words, sizeof words, NOTIFY_FAULT | NOTIFY_TIMER, &message);
		if (message.sender.raw == TASK_ID_KERNEL)
			notified(message.operation);
		else
			serve(&message, words);
		look_around();
	}
}
