// Calls that a task of the target makes for us (hiffy.h).
#include "tool/debug/hiffy.h"

#include <inttypes.h>
#include <string.h>

#include "tool/base/diag.h"
#include "tool/debug/crash.h"
#include "tool/target/clock.h"

#define AGENT "hiffy"
#define STEP_MS 10       // of running between two looks
#define PATIENCE_MS 5000 // for the agent to listen

struct agent {
	struct session *session;
	size_t task;
	uint32_t address; // of its struct hiffy
	uint32_t room;    // address
	uint32_t room_size;
	uint32_t used; // of the room
	uint32_t kick;
	uint32_t generation; // when the call was made
	uint64_t began;      // then, in the target's time
};

static bool find(struct agent *agent)
{
	const struct program *program = agent->session->program;
	struct elf_symbol symbol;

	for (size_t i = 0; i < program->task_count; i++) {
		if (!elf_find_symbol(program->tasks[i].module.elf, "hiffy_calls", &symbol))
			continue;
		agent->task = i;
		agent->address = symbol.value;
		agent->room = symbol.value + (uint32_t)sizeof(struct hiffy);
		return true;
	}
	diag_error(nowhere, "this image has no task that makes calls for a debugger");
	diag_help("add one to app.toml, above idle: [tasks." AGENT "], with priority, "
		  "stacksize = 256 and sends-to = \"any\"");
	return false;
}

static bool get(const struct agent *agent, size_t offset, uint32_t *word)
{
	struct target *target = agent->session->target;

	return target_read_word(target, agent->address + (uint32_t)offset, word) ||
	       session_lost(agent->session);
}

static bool put(const struct agent *agent, size_t offset, uint32_t word)
{
	return target_write_word(agent->session->target, agent->address + (uint32_t)offset, word) ||
	       session_lost(agent->session);
}

// Takes a part of the room, and puts bytes there.
static bool place(struct agent *agent, struct str bytes, uint32_t size, uint32_t *address)
{
	struct target *target = agent->session->target;
	uint32_t rounded = (size + 7) & ~7u;

	if (size > agent->room_size || rounded > agent->room_size - agent->used) {
		diag_error(nowhere, "the call takes more than the %" PRIu32 " bytes that %s has",
			   agent->room_size, AGENT);
		diag_help("give it more in app.toml: [tasks." AGENT ".config] room = ...");
		return false;
	}
	*address = agent->room + agent->used;
	agent->used += rounded;
	return bytes.len == 0 || target_write(target, *address, bytes.at, bytes.len) ||
	       session_lost(agent->session);
}

static uint32_t generation_of(const struct agent *agent)
{
	session_forget(agent->session);
	return task_id_generation(session_system(agent->session)->tasks[agent->task].id);
}

static bool run_a_while(const struct agent *agent)
{
	struct target *target = agent->session->target;

	if (!target_resume(target))
		return session_lost(agent->session);
	bool goes_on = session_wait(agent->session, STEP_MS);
	if (!target_halt(target))
		return session_lost(agent->session);
	if (!goes_on) {
		diag_error(nowhere, "interrupted; " AGENT " may still be making the call");
		diag_help("./bh start " AGENT " ends it");
	}
	return goes_on;
}

static bool is_busy(const struct agent *agent)
{
	struct str state = system_state_text(session_system(agent->session), agent->task);

	diag_error(nowhere, AGENT " does not listen: %.*s", STR_ARG(state));
	diag_help("./bh tasks shows whom it waits for; ./bh start " AGENT " has it begin anew");
	return false;
}

static bool await_agent(struct agent *agent)
{
	uint64_t limit = clock_ms() + PATIENCE_MS;
	uint32_t magic;
	uint32_t version;
	uint32_t done;

	for (;;) {
		if (!get(agent, offsetof(struct hiffy, magic), &magic) ||
		    !get(agent, offsetof(struct hiffy, version), &version) ||
		    !get(agent, offsetof(struct hiffy, room_size), &agent->room_size) ||
		    !get(agent, offsetof(struct hiffy, kick), &agent->kick) ||
		    !get(agent, offsetof(struct hiffy, done), &done))
			return false;
		if (magic == HIFFY_MAGIC && version != HIFFY_VERSION) {
			diag_error(nowhere, "this version of bh does not know that of " AGENT);
			return false;
		}
		if (magic == HIFFY_MAGIC && agent->kick == done)
			return true;
		if (clock_ms() > limit)
			return is_busy(agent);
		if (!run_a_while(agent))
			return false;
	}
}

static bool put_leases(struct agent *agent, const struct hiffy_call *call)
{
	for (size_t i = 0; i < call->lease_count; i++) {
		const struct hiffy_lease *lease = &call->leases[i];
		size_t at = offsetof(struct hiffy, leases) + i * sizeof(struct lease);
		uint32_t address;

		if (!place(agent, lease->bytes, (uint32_t)lease->bytes.len, &address) ||
		    !put(agent, at + offsetof(struct lease, attributes), lease->attributes) ||
		    !put(agent, at + offsetof(struct lease, base), address) ||
		    !put(agent, at + offsetof(struct lease, length), (uint32_t)lease->bytes.len))
			return false;
	}
	return put(agent, offsetof(struct hiffy, lease_count), (uint32_t)call->lease_count);
}

static bool put_call(struct agent *agent, const struct hiffy_call *call, uint32_t *reply)
{
	uint32_t size = (uint32_t)call->message.len;
	uint32_t message;

	if (call->lease_count > HIFFY_LEASES_MAX) {
		diag_error(nowhere, "the call has more than %u leases", HIFFY_LEASES_MAX);
		return false;
	}
	return place(agent, call->message, size, &message) &&
	       place(agent, S(""), call->reply_room, reply) && put_leases(agent, call) &&
	       put(agent, offsetof(struct hiffy, task), (uint32_t)call->task) &&
	       put(agent, offsetof(struct hiffy, operation), call->operation) &&
	       put(agent, offsetof(struct hiffy, message), message) &&
	       put(agent, offsetof(struct hiffy, message_size), size) &&
	       put(agent, offsetof(struct hiffy, reply), *reply) &&
	       put(agent, offsetof(struct hiffy, reply_room), call->reply_room) &&
	       put(agent, offsetof(struct hiffy, kick), ++agent->kick);
}

// Why the agent began anew, if the supervisor has kept that.
static struct str fault_of(const struct agent *agent)
{
	const struct session *session = agent->session;
	struct crash_views crashes = crash_read(session->arena, session->program, session->target);

	for (size_t i = crashes.count; i-- > 0;) {
		const struct crash_view *crash = &crashes.items[i];
		const struct system *system =
			system_read(session->arena, session->program, crash->target);

		if (crash->task == agent->task &&
		    task_id_generation(system->tasks[agent->task].id) == agent->generation)
			return system_state_text(system, agent->task);
	}
	return S("it was stopped by a fault, of which there is no crash record");
}

static bool was_stopped(const struct agent *agent)
{
	struct str why = fault_of(agent);

	session_forget(agent->session);
	if (session_system(agent->session)->now < agent->began) {
		diag_error(nowhere, "the system was reset while " AGENT " made the call");
		diag_help("./bh diagnose says why, unless that was what the call was for");
		return false;
	}
	diag_error(nowhere, AGENT " was stopped while it made the call: %.*s", STR_ARG(why));
	diag_help("a server stops who may not ask, or asks wrongly; `allowed-callers` in app.toml "
		  "says who may");
	return false;
}

static bool is_faulted(const struct agent *agent)
{
	session_forget(agent->session);
	const struct system_task *task = &session_system(agent->session)->tasks[agent->task];

	return task->known && task->state.health == TASK_FAULTED;
}

static bool has_no_reply(const struct agent *agent, const struct hiffy_call *call)
{
	const struct program *program = agent->session->program;

	diag_error(nowhere, "%.*s has not replied in %u ms",
		   STR_ARG(program->tasks[call->task].module.name), call->patience);
	diag_help("./bh tasks shows what it does; ./bh start " AGENT
		  " ends the call; --timeout MS waits longer");
	return false;
}

// Lets the target run until the call has been made.
static bool await_reply(const struct agent *agent, const struct hiffy_call *call)
{
	uint64_t limit = clock_ms() + call->patience;
	uint32_t kick;
	uint32_t done;

	for (;;) {
		if (!run_a_while(agent) || !get(agent, offsetof(struct hiffy, kick), &kick) ||
		    !get(agent, offsetof(struct hiffy, done), &done))
			return false;
		if (kick == agent->kick && done == kick)
			return true;
		if (is_faulted(agent)) {
			struct str state =
				system_state_text(session_system(agent->session), agent->task);

			diag_error(nowhere, AGENT ": %.*s", STR_ARG(state));
			return false;
		}
		if (kick != agent->kick)
			return was_stopped(agent);
		if (clock_ms() > limit)
			return has_no_reply(agent, call);
	}
}

static bool take_reply(const struct agent *agent, uint32_t reply, struct hiffy_call *call)
{
	struct target *target = agent->session->target;
	uint32_t size;

	if (!get(agent, offsetof(struct hiffy, code), &call->code) ||
	    !get(agent, offsetof(struct hiffy, reply_size), &size))
		return false;
	if (size > call->reply_room)
		size = call->reply_room;
	char *bytes = arena_alloc(agent->session->arena, size + 1);
	if (size > 0 && !target_read(target, reply, bytes, size))
		return session_lost(agent->session);
	call->reply = (struct str){bytes, size};
	return true;
}

static bool take_leases(const struct agent *agent, struct hiffy_call *call)
{
	struct target *target = agent->session->target;

	for (size_t i = 0; i < call->lease_count; i++) {
		struct hiffy_lease *lease = &call->leases[i];
		size_t at = offsetof(struct hiffy, leases) + i * sizeof(struct lease);
		uint32_t address;

		lease->after = arena_alloc(agent->session->arena, lease->bytes.len);
		if (!get(agent, at + offsetof(struct lease, base), &address))
			return false;
		if (lease->bytes.len > 0 &&
		    !target_read(target, address, lease->after, lease->bytes.len))
			return session_lost(agent->session);
	}
	return true;
}

bool hiffy_make(struct session *session, struct hiffy_call *call)
{
	struct agent agent = {.session = session};
	uint32_t reply;

	if (!find(&agent))
		return false;
	if (agent.task == call->task) {
		diag_error(nowhere, AGENT " cannot call itself");
		return false;
	}
	if (!await_agent(&agent))
		return false;
	agent.generation = generation_of(&agent);
	agent.began = session_system(session)->now;
	return put_call(&agent, call, &reply) && await_reply(&agent, call) &&
	       take_reply(&agent, reply, call) && take_leases(&agent, call);
}
