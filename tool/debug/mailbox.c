// Requests to the supervisor (mailbox.h).
#include "tool/debug/mailbox.h"

#include "abi/mailbox.h"
#include "abi/task.h"
#include "tool/base/bytes.h"
#include "tool/base/diag.h"
#include "tool/target/clock.h"

#define STEP_MS 10       // of running between two looks
#define PATIENCE_MS 5000 // besides what the supervisor takes by its own account

struct post {
	struct session *session;
	uint32_t address;
};

static bool fail(const char *what, const char *help)
{
	diag_error(nowhere, "%s", what);
	diag_help("%s", help);
	return false;
}

static bool find(struct post *post)
{
	const struct program *program = post->session->program;
	struct elf_symbol symbol;

	if (program->task_count > TASK_SUPERVISOR &&
	    elf_find_symbol(program->tasks[TASK_SUPERVISOR].module.elf, "jefe_mailbox", &symbol)) {
		post->address = symbol.value;
		return true;
	}
	return fail("the supervisor of this image has no mailbox",
		    "task/jefe has one, unless mailbox-poll-ms is 0 in app.toml");
}

static bool look(const struct post *post, struct mailbox *mailbox)
{
	struct target *target = post->session->target;
	uint8_t bytes[sizeof *mailbox];

	if (!target_read(target, post->address, bytes, sizeof bytes))
		return session_lost(post->session);
	*mailbox = (struct mailbox){
		.magic = bytes_word(bytes + offsetof(struct mailbox, magic)),
		.version = bytes_word(bytes + offsetof(struct mailbox, version)),
		.poll_ms = bytes_word(bytes + offsetof(struct mailbox, poll_ms)),
		.kick = bytes_word(bytes + offsetof(struct mailbox, kick)),
		.done = bytes_word(bytes + offsetof(struct mailbox, done)),
		.result = bytes_word(bytes + offsetof(struct mailbox, result)),
	};
	return true;
}

static bool put(const struct post *post, size_t offset, uint32_t word)
{
	return target_write_word(post->session->target, post->address + (uint32_t)offset, word) ||
	       session_lost(post->session);
}

static bool run_a_while(const struct post *post)
{
	struct target *target = post->session->target;

	if (!target_resume(target))
		return session_lost(post->session);
	(void)session_wait(post->session, STEP_MS);
	return target_halt(target) || session_lost(post->session);
}

// Lets the target run until the supervisor listens, with nothing left to do.
static bool await_idle(const struct post *post, struct mailbox *mailbox)
{
	uint64_t limit = clock_ms() + PATIENCE_MS;

	for (;;) {
		if (!look(post, mailbox))
			return false;
		bool listens = mailbox->magic == MAILBOX_MAGIC;
		if (listens && mailbox->version != MAILBOX_VERSION)
			return fail("the supervisor's mailbox is of a version that this bh does "
				    "not know",
				    "use the bh that the image was built with");
		if (listens && mailbox->done == mailbox->kick)
			return true;
		if (clock_ms() > limit + (listens ? mailbox->poll_ms : 0))
			return fail("the supervisor does not look at its mailbox",
				    "./bh tasks shows what it does; without it, only "
				    "./bh reset helps");
		if (!run_a_while(post))
			return false;
	}
}

bool mailbox_request(struct session *session, uint32_t request, size_t task)
{
	struct post post = {.session = session};
	struct mailbox mailbox = {.magic = 0};

	if (!find(&post) || !await_idle(&post, &mailbox) ||
	    !put(&post, offsetof(struct mailbox, request), request) ||
	    !put(&post, offsetof(struct mailbox, task), (uint32_t)task) ||
	    !put(&post, offsetof(struct mailbox, kick), mailbox.kick + 1) ||
	    !await_idle(&post, &mailbox))
		return false;
	switch (mailbox.result) {
	case MAILBOX_DONE:
		return true;
	case MAILBOX_BAD_TASK:
		return fail("the supervisor does not do that to itself",
			    "./bh reset starts the system over");
	}
	return fail("the supervisor refuses the request", "it may be older than this bh");
}
