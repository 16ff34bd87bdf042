// Requests, and the answers to them (serve.h).
//
// app.toml says who may ask for what changes something; the generated half sees to that.
#include "task/jefe/serve.h"

#include <string.h>

#include "gen/task.h"
#include "idl/jefe_server.h"
#include "task/jefe/crash.h"
#include "task/jefe/history.h"
#include "task/jefe/life.h"
#include "task/jefe/listener.h"
#include "task/jefe/progress.h"
#include "task/jefe/wards.h"

static const struct listener on_state_change[] = {CONFIG_ON_STATE_CHANGE(LISTENER) LISTENER_END};

static uint32_t system_state;

static struct answer get_state(struct jefe_get_state_call call)
{
	return jefe_get_state_reply(call, system_state);
}

static struct answer set_state(struct jefe_set_state_call call, uint32_t state)
{
	bool changed = state != system_state;
	struct answer answer;

	system_state = state;
	answer = jefe_set_state_reply(call);
	if (changed)
		listener_tell(on_state_change);
	return answer;
}

static struct answer request_reset(struct jefe_request_reset_call call)
{
	life_end(JEFE_RESET_CAUSE_REQUEST, task_id_index(call.caller.raw), sys_now());
}

// The restart is the answer.
static struct answer restart_me(struct jefe_restart_me_call call)
{
	wards_restart_caller(task_id_index(call.caller.raw), sys_now());
	return answer_later();
}

// Fills the one lease of a call, from its first byte. What is written may change the lease
// itself, if the caller has lent its place: then it ends where it did not, and to write
// behind that end, or to insist on all of it, would be the supervisor's own fault.
static bool fill(struct task_id caller, const void *from, uint32_t size)
{
	return sys_borrow_write(caller, 0, 0, from, size).code == 0;
}

static struct answer read_fault_counts(struct jefe_read_fault_counts_call call)
{
	static uint32_t counts[TASK_COUNT];

	if (call.counts.count < TASK_COUNT)
		return answer_refuse(call.caller, REPLY_FAULT_BAD_LEASES);
	for (uint32_t i = 0; i < TASK_COUNT; i++)
		counts[i] = wards_faults(i);
	if (!fill(call.caller, counts, sizeof counts))
		return answer_gone();
	return jefe_read_fault_counts_reply(call);
}

static struct answer read_event(struct jefe_read_event_call call, uint32_t number)
{
	const struct jefe_event *event = history_find(number);

	if (event == NULL)
		return jefe_read_event_fail(call, JEFE_READ_ERROR_NOTHING);
	return jefe_read_event_reply(call, event);
}

static struct answer read_task(struct jefe_read_task_call call, uint32_t index)
{
	struct jefe_task task;

	if (index >= TASK_COUNT)
		return jefe_read_task_fail(call, JEFE_TASK_ERROR_NO_TASK);
	wards_read(index, &task);
	return jefe_read_task_reply(call, &task);
}

// The caller goes on before the task does what is asked of it.
static struct answer start(struct jefe_start_call call, uint32_t index)
{
	struct answer answer;

	if (!wards_has(index))
		return jefe_start_fail(call, JEFE_TASK_ERROR_NO_TASK);
	answer = jefe_start_reply(call);
	wards_start(index, sys_now());
	return answer;
}

static struct answer hold(struct jefe_hold_call call, uint32_t index)
{
	struct answer answer;

	if (!wards_has(index))
		return jefe_hold_fail(call, JEFE_TASK_ERROR_NO_TASK);
	answer = jefe_hold_reply(call);
	wards_hold(index, sys_now());
	return answer;
}

static struct answer release(struct jefe_release_call call, uint32_t index)
{
	struct answer answer;

	if (!wards_has(index))
		return jefe_release_fail(call, JEFE_TASK_ERROR_NO_TASK);
	answer = jefe_release_reply(call);
	wards_release(index, sys_now());
	return answer;
}

static struct answer fault(struct jefe_fault_call call, uint32_t index)
{
	struct answer answer;

	if (!wards_has(index))
		return jefe_fault_fail(call, JEFE_TASK_ERROR_NO_TASK);
	answer = jefe_fault_reply(call);
	wards_fault(index, sys_now());
	return answer;
}

static struct answer read_reset(struct jefe_read_reset_call call)
{
	return jefe_read_reset_reply(call, life_reset());
}

static struct answer read_epitaph(struct jefe_read_epitaph_call call)
{
	const struct epitaph *epitaph = life_epitaph();
	struct jefe_epitaph told;

	_Static_assert(sizeof told == sizeof *epitaph, "told as it is");
	if (epitaph == NULL)
		return jefe_read_epitaph_fail(call, JEFE_READ_ERROR_NOTHING);
	memcpy(&told, epitaph, sizeof told);
	return jefe_read_epitaph_reply(call, &told);
}

// As much of the record as there is room for, and the size of the whole.
static struct answer read_crash(struct jefe_read_crash_call call, uint32_t number)
{
	const struct crash *crash = CONFIG_CRASH_RECORDS != 0 ? crash_find(number) : NULL;
	uint32_t size;

	if (crash == NULL)
		return jefe_read_crash_fail(call, JEFE_READ_ERROR_NOTHING);
	size = crash->size < call.record.count ? crash->size : call.record.count;
	if (!fill(call.caller, crash, size))
		return answer_gone();
	return jefe_read_crash_reply(call, crash->size);
}

static struct answer check_in(struct jefe_check_in_call call)
{
	progress_check_in(task_id_index(call.caller.raw));
	return jefe_check_in_reply(call);
}

uint32_t serve_step(uint32_t mask)
{
	static const struct jefe_server server = {
		.get_state = get_state,
		.set_state = set_state,
		.request_reset = request_reset,
		.restart_me = restart_me,
		.read_fault_counts = read_fault_counts,
		.read_event = read_event,
		.read_task = read_task,
		.start = start,
		.hold = hold,
		.release = release,
		.fault = fault,
		.read_reset = read_reset,
		.read_epitaph = read_epitaph,
		.read_crash = read_crash,
		.check_in = check_in,
	};

	return jefe_step(&server, mask);
}
