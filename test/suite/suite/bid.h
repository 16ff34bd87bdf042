// Bidding the other tasks do things, and looking at what became of them.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "gen/task.h"
#include "lib/task_state.h"
#include "test/suite/protocol.h"
#include "ulib/kipc.h"
#include "ulib/panic.h"

// The present id of a task.
struct task_id present(uint32_t task);

// A request to a task that answers with a word, or with nothing; it panics if the
// answer is otherwise. For suite itself to know that someone lives.
uint32_t ask(uint32_t task, uint32_t operation, uint32_t word);

// Where a neighbour, or the assistant, has what.
struct layout layout_of(uint32_t task);

// Has assist or pawn make a system call and answer; what the call returned.
struct sys_registers bid_call(uint32_t task, struct sys_registers registers);

// The same for a call that may stop or block it: it makes the call after its answer,
// and before suite goes on.
void bid_call_later(uint32_t task, struct sys_registers registers);

// Two calls, so made. The second finds the task blocked no more by the first.
void bid_calls_later(uint32_t task, struct sys_registers first, struct sys_registers second);

// What that call, the last of them, returned, if it has.
struct sys_registers bid_results(uint32_t task);

// Has assist or pawn do wrong.
void bid_misdeed(uint32_t task, enum misdeed_kind kind, uint32_t address);

// Memory of assist's or pawn's for calls to work on.
void bid_poke(uint32_t task, uint32_t offset, const void *bytes, uint32_t size);
void bid_peek(uint32_t task, uint32_t offset, void *bytes, uint32_t size);

// What a dump of a task, of any but suite, holds at an address: the kernel's answer.
struct sys_result bid_dump(uint32_t task, uint32_t base, uint32_t size, void *bytes, uint32_t room);

// Registers of a call: its number, then up to seven arguments.
#define CALL(number, ...) ((struct sys_registers){{[7] = (number), [0] = __VA_ARGS__}})

// Target and operation of a SEND.
static inline uint32_t send_to(struct task_id task, uint32_t operation)
{
	return task.raw << 16 | operation;
}

// Whether a task is healthy and in that state.
bool is_in(uint32_t task, enum task_sched sched);

// Whether it waits so for that peer.
bool waits_for(uint32_t task, enum task_sched sched, uint32_t peer_id);

// Lets less important tasks run until that one waits so. The runner's patience ends it.
void await(uint32_t task, enum task_sched sched, uint32_t peer_id);

// Whether a task that ran is stopped for exactly this:
bool stopped_for(uint32_t task, enum fault_kind kind);
bool stopped_for_access(uint32_t task, enum fault_kind kind, uint32_t address,
			enum fault_source source);
bool stopped_for_usage(uint32_t task, enum usage_error error);
bool stopped_with_status(uint32_t task, uint32_t status);

// How often the kernel has notified the runner of a fault since the case began.
uint32_t faults_notified(void);

// Whether the runner starts whoever faults, but suite, afresh.
void let_runner_restart(bool restart);

// Whether both neighbours answer, in their first life, with all their canaries
// unharmed.
bool neighbours_are_well(void);
