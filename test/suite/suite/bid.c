// Bidding the other tasks do things, and looking at what became of them.
#include "test/suite/suite/bid.h"

#include <string.h>

#include "test/suite/protocol.h"
#include "ulib/time.h"

struct task_id present(uint32_t task)
{
	return sys_refresh_task_id((struct task_id){task});
}

static void request(uint32_t task, uint32_t operation, const void *message, size_t size,
		    void *reply, size_t room)
{
	struct sys_result result =
		sys_send(present(task), (uint16_t)operation, message, size, reply, room, NULL, 0);

	ASSERT(result.code == 0 && result.size == room);
}

uint32_t ask(uint32_t task, uint32_t operation, uint32_t word)
{
	uint32_t answer;

	request(task, operation, &word, sizeof word, &answer, sizeof answer);
	return answer;
}

// Neighbours and assistants use different operations for it.
struct layout layout_of(uint32_t task)
{
	bool is_neighbour = task == TASK_NORTH || task == TASK_SOUTH;
	struct layout layout;

	request(task, is_neighbour ? NEIGHBOUR_LAYOUT : ASSIST_LAYOUT, NULL, 0, &layout,
		sizeof layout);
	return layout;
}

struct sys_registers bid_call(uint32_t task, struct sys_registers registers)
{
	struct sys_registers results;

	request(task, ASSIST_CALL, &registers, sizeof registers, &results, sizeof results);
	return results;
}

void bid_call_later(uint32_t task, struct sys_registers registers)
{
	request(task, ASSIST_CALL_LATER, &registers, sizeof registers, NULL, 0);
}

void bid_calls_later(uint32_t task, struct sys_registers first, struct sys_registers second)
{
	const struct sys_registers both[] = {first, second};

	request(task, ASSIST_CALLS_LATER, both, sizeof both, NULL, 0);
}

struct sys_registers bid_results(uint32_t task)
{
	struct sys_registers results;

	request(task, ASSIST_RESULTS, NULL, 0, &results, sizeof results);
	return results;
}

void bid_misdeed(uint32_t task, enum misdeed_kind kind, uint32_t address)
{
	struct misdeed misdeed = {kind, address};

	request(task, ASSIST_MISBEHAVE, &misdeed, sizeof misdeed, NULL, 0);
}

void bid_poke(uint32_t task, uint32_t offset, const void *bytes, uint32_t size)
{
	struct poke poke = {.offset = offset, .size = size};

	ASSERT(size <= ASSIST_POKE_MAX && offset + size <= ASSIST_SCRATCH_SIZE);
	memcpy(poke.bytes, bytes, size);
	request(task, ASSIST_POKE, &poke, sizeof poke, NULL, 0);
}

void bid_peek(uint32_t task, uint32_t offset, void *bytes, uint32_t size)
{
	request(task, ASSIST_PEEK, &offset, sizeof offset, bytes, size);
}

struct sys_result bid_dump(uint32_t task, uint32_t base, uint32_t size, void *bytes, uint32_t room)
{
	const uint32_t message[] = {task, base, size};

	return sys_send(task_id_kernel(), KIPC_READ_DUMP_REGION, message, sizeof message, bytes,
			room, NULL, 0);
}

bool is_in(uint32_t task, enum task_sched sched)
{
	struct task_state state = kipc_read_task_status(task);

	return state.health == TASK_HEALTHY && state.sched == sched;
}

bool waits_for(uint32_t task, enum task_sched sched, uint32_t peer_id)
{
	struct task_state state = kipc_read_task_status(task);

	return state.health == TASK_HEALTHY && state.sched == sched && state.has_peer &&
	       state.peer == peer_id;
}

void await(uint32_t task, enum task_sched sched, uint32_t peer_id)
{
	while (!waits_for(task, sched, peer_id))
		time_sleep_for(1);
}

// The fault of a task that was stopped while it ran, once.
static bool find_fault(uint32_t task, enum fault_kind kind, struct task_fault *fault)
{
	struct task_state state = kipc_read_task_status(task);

	*fault = state.fault;
	return state.health == TASK_FAULTED && state.sched == TASK_RUNNABLE && fault->kind == kind;
}

bool stopped_for(uint32_t task, enum fault_kind kind)
{
	struct task_fault fault;

	return find_fault(task, kind, &fault);
}

bool stopped_for_access(uint32_t task, enum fault_kind kind, uint32_t address,
			enum fault_source source)
{
	struct task_fault fault;

	return find_fault(task, kind, &fault) && fault.has_address && fault.address == address &&
	       fault.source == source;
}

bool stopped_for_usage(uint32_t task, enum usage_error error)
{
	struct task_fault fault;

	return find_fault(task, FAULT_SYSCALL_USAGE, &fault) && fault.usage == error;
}

bool stopped_with_status(uint32_t task, uint32_t status)
{
	struct task_fault fault;

	return find_fault(task, FAULT_INVALID_OPERATION, &fault) && fault.status == status;
}

uint32_t faults_notified(void)
{
	uint32_t count;

	request(TASK_RUNNER, RUNNER_FAULTS, NULL, 0, &count, sizeof count);
	return count;
}

void let_runner_restart(bool restart)
{
	uint32_t word = restart;

	request(TASK_RUNNER, RUNNER_RESTARTS, &word, sizeof word, NULL, 0);
}

static bool is_well(uint32_t neighbour)
{
	return present(neighbour).raw == neighbour && ask(neighbour, NEIGHBOUR_ECHO, 5) == ~5u &&
	       ask(neighbour, NEIGHBOUR_DAMAGE, 0) == 0;
}

bool neighbours_are_well(void)
{
	return is_well(TASK_NORTH) && is_well(TASK_SOUTH);
}
