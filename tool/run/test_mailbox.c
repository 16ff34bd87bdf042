// The debugger's mailbox: requests written through a debugger's connection into the
// supervisor's memory, while the image that test_supervise.c uses is left to itself.
//
// What came of them is seen where the supervisor keeps it: each fault that is asked for
// leaves a crash record, with the generation that the task then had.
#include <poll.h>
#include <string.h>

#include "abi/crash.h"
#include "abi/mailbox.h"
#include "abi/task.h"
#include "tool/base/bytes.h"
#include "tool/base/elf.h"
#include "tool/run/guest.h"
#include "tool/run/qemu.h"
#include "tool/run/record.h"
#include "tool/run/signals.h"
#include "tool/run/tests.h"
#include "tool/target/gdb.h"

#define STEP_MS 20    // of the host's, between looks
#define PATIENCE 1000 // looks

#define RECORD_MAX 512u

struct mail {
	struct arena *arena;
	const struct image_model *model;
	struct qemu qemu;
	struct gdb *gdb;
	uint32_t mailbox; // addresses
	uint32_t crashes;
	uint32_t kick;
	const char *problem; // the first
};

static bool fail(struct mail *mail, const char *problem)
{
	if (mail->problem == NULL)
		mail->problem = problem;
	return false;
}

static bool read_word(struct mail *mail, uint32_t address, uint32_t *word)
{
	uint8_t bytes[4];

	if (gdb_read(mail->gdb, address, bytes, sizeof bytes) != GDB_OK)
		return fail(mail, "the guest's memory cannot be read");
	*word = bytes_word(bytes);
	return true;
}

static bool write_word(struct mail *mail, uint32_t address, uint32_t word)
{
	uint8_t bytes[4];

	bytes_put_word(bytes, word);
	if (gdb_write(mail->gdb, address, bytes, sizeof bytes) != GDB_OK)
		return fail(mail, "the guest's memory cannot be written");
	return true;
}

// Lets the guest run a while.
static bool run(struct mail *mail)
{
	struct gdb_stop stop;

	if (signals_came() != 0)
		return fail(mail, "interrupted");
	if (gdb_continue(mail->gdb) != GDB_OK)
		return fail(mail, "the guest does not go on");
	poll(NULL, 0, STEP_MS);
	if (gdb_interrupt(mail->gdb) != GDB_OK || gdb_wait(mail->gdb, 10000, &stop) != GDB_OK ||
	    stop.signal != GDB_SIGNAL_INTERRUPT)
		return fail(mail, "the guest cannot be stopped, or has stopped by itself");
	return true;
}

// Lets it run until a word of the mailbox has that value.
static bool run_until(struct mail *mail, size_t offset, uint32_t expected)
{
	uint32_t word = 0;

	for (int i = 0; i < PATIENCE; i++) {
		if (!read_word(mail, mail->mailbox + (uint32_t)offset, &word))
			return false;
		if (word == expected)
			return true;
		if (!run(mail))
			return false;
	}
	return fail(mail, "the supervisor does not look at its mailbox");
}

// Makes a request, and waits until it has been dealt with.
static bool request(struct mail *mail, uint32_t what, uint32_t task, uint32_t expected)
{
	uint32_t result = 0;

	mail->kick++;
	if (!write_word(mail, mail->mailbox + offsetof(struct mailbox, request), what) ||
	    !write_word(mail, mail->mailbox + offsetof(struct mailbox, task), task) ||
	    !write_word(mail, mail->mailbox + offsetof(struct mailbox, kick), mail->kick) ||
	    !run_until(mail, offsetof(struct mailbox, done), mail->kick) ||
	    !read_word(mail, mail->mailbox + offsetof(struct mailbox, result), &result))
		return false;
	return result == expected || fail(mail, "a request has the wrong result");
}

// Reads the crash record at an address: its number and size. False if there is none.
static bool read_record(struct mail *mail, uint32_t at, uint8_t bytes[static RECORD_MAX],
			uint32_t *number, uint32_t *size)
{
	const size_t sealed = offsetof(struct crash, version);

	if (gdb_read(mail->gdb, at, bytes, RECORD_MAX) != GDB_OK)
		return fail(mail, "the crash records cannot be read");
	*number = bytes_word(bytes + offsetof(struct crash, number));
	*size = bytes_half(bytes + offsetof(struct crash, size));
	return bytes_word(bytes) == CRASH_MAGIC && *size > sealed && *size <= RECORD_MAX &&
	       bytes_word(bytes + offsetof(struct crash, seal)) ==
		       seal_of(bytes + sealed, *size - sealed);
}

// Whether the newest crash record is of this task and generation, and the fault was
// injected.
static bool newest_is(struct mail *mail, uint32_t task, uint32_t generation)
{
	uint8_t bytes[RECORD_MAX];
	uint8_t newest[RECORD_MAX] = {0};
	uint32_t at = mail->crashes;
	uint32_t highest = 0;
	uint32_t number = 0;
	uint32_t size = 0;

	for (; read_record(mail, at, bytes, &number, &size); at += size) {
		if (number < highest)
			continue;
		highest = number;
		memcpy(newest, bytes, sizeof newest);
	}
	if (mail->problem != NULL)
		return false;
	return (bytes_half(newest + offsetof(struct crash, task)) ==
			task_id_make(task, generation) &&
		newest[offsetof(struct crash, state)] == TASK_FAULTED &&
		newest[offsetof(struct crash, state) + 1] == FAULT_INJECTED) ||
	       fail(mail, "a fault left the wrong crash record");
}

static bool is_feeder(const struct mail *mail, uint32_t task)
{
	return str_is(mail->model->tasks[task].name, "watchdog");
}

// Everyone but the supervisor and the watchdog's driver is made to fault, and is held. So
// nobody is left who could do anything but them, and then one comes back, twice.
static bool exchange(struct mail *mail)
{
	uint32_t count = (uint32_t)mail->model->task_count;

	if (!run_until(mail, 0, MAILBOX_MAGIC) ||
	    !request(mail, MAILBOX_START, TASK_SUPERVISOR, MAILBOX_BAD_TASK) ||
	    !request(mail, MAILBOX_FAULT, count, MAILBOX_BAD_TASK) ||
	    !request(mail, 99, 1, MAILBOX_BAD_REQUEST))
		return false;
	for (uint32_t task = 1; task < count; task++)
		if (!is_feeder(mail, task) && (!request(mail, MAILBOX_FAULT, task, MAILBOX_DONE) ||
					       !newest_is(mail, task, 0)))
			return false;
	return request(mail, MAILBOX_START, count - 1, MAILBOX_DONE) &&
	       request(mail, MAILBOX_FAULT, count - 1, MAILBOX_DONE) &&
	       newest_is(mail, count - 1, 1) &&
	       request(mail, MAILBOX_RELEASE, count - 1, MAILBOX_DONE) &&
	       request(mail, MAILBOX_HOLD, count - 1, MAILBOX_DONE) &&
	       request(mail, MAILBOX_FAULT, count - 1, MAILBOX_DONE) &&
	       newest_is(mail, count - 1, 2);
}

static bool find_symbols(struct mail *mail)
{
	const char *path =
		str_format(mail->arena, "%.*s/img/jefe.elf", STR_ARG(mail->model->out)).at;
	const struct elf *elf = elf_open(mail->arena, path);
	struct elf_symbol mailbox;
	struct elf_symbol crashes;

	if (elf == NULL || !elf_find_symbol(elf, "jefe_mailbox", &mailbox) ||
	    !elf_find_symbol(elf, "jefe_crashes", &crashes))
		return false;
	mail->mailbox = mailbox.value;
	mail->crashes = crashes.value;
	return true;
}

// QEMU takes a moment to open its socket.
static bool connect(struct mail *mail, const char *path)
{
	enum gdb_result why;

	for (int i = 0; i < PATIENCE && mail->gdb == NULL; i++) {
		mail->gdb = gdb_connect(mail->arena, path, &why);
		if (mail->gdb == NULL)
			poll(NULL, 0, STEP_MS);
	}
	if (mail->gdb == NULL || gdb_use_physical_memory(mail->gdb, true) != GDB_OK)
		return fail(mail, "there is no connection to the emulator");
	return true;
}

static void run_guest(struct mail *mail, const struct guest *guest)
{
	struct record record = record_prepare(mail->arena);
	const struct qemu_options options = {
		.machine = guest->machine,
		.elf = guest->elf,
		.gdb_path = record.gdb,
	};

	if (qemu_start(&options, &mail->qemu)) {
		if (connect(mail, record.gdb))
			exchange(mail);
		if (mail->gdb != NULL)
			gdb_close(mail->gdb);
		qemu_end(&mail->qemu);
	} else {
		fail(mail, "the emulator does not start");
	}
	record_remove(&record);
}

const char *test_mailbox(struct arena *arena, const struct guest *guest)
{
	struct mail mail = {.arena = arena, .model = guest->model};

	signals_catch();
	if (find_symbols(&mail))
		run_guest(&mail, guest);
	else
		fail(&mail, "the supervisor has no mailbox");
	signals_release();
	return mail.problem;
}
