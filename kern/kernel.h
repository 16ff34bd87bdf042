// The kernel's data: one struct kernel, and the types it is made of.
//
// A task's life. Each arrow names the functions that take it; no other code
// changes a state.
//
//              task_restart               sys_send, peer not receiving
//     STOPPED ------------> RUNNABLE ------------------------------> IN_SEND
//                            ^  |  \                                    |
//                            |  |   \ sys_send, peer receiving          | ipc_deliver
//                   task_wake|  |    +----------------> IN_REPLY <------+
//                            |  | sys_recv
//                            |  +------------> IN_RECV
//                            |                    |
//                            +---- IN_SEND, IN_REPLY, IN_RECV: message, reply,
//                                  notification, or the peer's restart
//
//     any state --fault_task--> the same state, faulted: it takes part in nothing
//     any state --task_restart--> STOPPED or RUNNABLE, next generation
//
// Invariants, which kernel_check() asserts by number:
//   K1   whenever a task's code runs, it is the first in turn of the most
//        important runnable tasks
//   K2   a task in IN_REPLY names a peer's present id: the peer was not
//        restarted since
//   K3   a faulted task is in no ready queue and no set of senders
//   K4   the ready queues hold exactly the healthy runnable tasks, each at its
//        level; a level is in the ready set exactly if its queue is not empty
//   K5   the senders of a task are exactly the healthy tasks in IN_SEND to its
//        present id
//   K6   a timer is in exactly one bucket if armed and in none if not; its
//        deadline is later than now, and its bucket is the most significant bit
//        in which the two differ; a bucket's head is its earliest timer if the
//        bucket is sorted; the alarm is later than now, and no timer is due
//        before it
//   K7   what a blocked task's registers say of its buffers holds: a receiver's
//        buffer is writable by it, a sender's message readable and its reply
//        buffer writable, its lease table aligned and not too long
//   K8   a task closed on a peer in IN_RECV names the peer's present id, or the
//        kernel
//   K9   no rendezvous is missed: the peer of a task in IN_SEND is not waiting
//        to receive from it
//   K10  no wake-up is lost: a blocked receiver has no notification pending that
//        is in its mask
//   K11  a task's id and index name its own position; its descriptor is its own, and
//        level and level_bit agree with it
//   K12  a system call ended as its handler said
//   K13  the set of faulted tasks holds exactly those
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/attr.h"
#include "abi/task.h"
#include "arch_port.h"
#include "kern/set.h"

struct task_desc;

// Bytes of a task's memory as the task states them. Only kern/umem.h turns one
// into memory that the kernel may touch.
struct uslice {
	uint32_t base;
	uint32_t size;
};

// Bytes that a task may read, and the kernel on its behalf.
struct readable {
	uint32_t base;
	uint32_t size;
};

// Bytes that a task may write, and the kernel on its behalf.
struct writable {
	uint32_t base;
	uint32_t size;
};

// Why a task was stopped. Which members a kind uses is listed in abi/task.h.
struct fault {
	uint8_t kind;    // enum fault_kind
	uint8_t reason;  // enum fault_source, usage_error or reply_fault, by kind
	bool has_detail; // for the kinds whose address is optional
	uint32_t detail; // address, fault status, or id of the task that caused it
};

// Neighbours in a ring of tasks, by index. A task that is alone in its ring, or in
// none, is its own neighbour.
struct link {
	uint16_t next;
	uint16_t prev;
};

struct timer {
	uint64_t deadline;     // ms since boot; meaningful while armed
	uint32_t notification; // posted on expiry; kept when disarmed
	struct link link;      // in its bucket
};

// A task. A pointer to one is a task name that has been checked: task_find() and
// walks over the image's tables make them.
struct task {
	struct arch_save save;        // first, and the next second: the port's assembly
	const struct task_desc *desc; // stores and loads here. What the image says of it

	uint8_t state;     // enum task_sched or STATE_IN_RECV_CLOSED, perhaps STATE_FAULTED
	uint8_t level;     // rank of its priority among those in use: desc's, at hand
	bool armed;        // its timer is
	uint16_t index;    // its own
	uint16_t id;       // its present id: index and generation
	uint16_t peer;     // id, for IN_SEND, IN_REPLY and a closed IN_RECV
	struct link ready; // in the queue of its level
	struct fault fault;
	uint32_t level_bit; // set_bit(level % 32), at hand
	uint32_t notes;     // pending notification bits
	uint32_t progress;  // of a call that gave way to an interrupt; else 0 (kern/copy.h)
	struct timer timer;
	uint32_t senders[SET_WORDS(KERN_TASKS)]; // set of ranks
};

// A task's state tells by one comparison whether the task is healthy and in a certain
// scheduling state: STATE_FAULTED is added while it is faulted. IN_RECV, the last of
// those states, has a form of its own for a task that accepts no sender but its peer.
#define STATE_FAULTED 0x80u
#define STATE_IN_RECV_CLOSED (TASK_IN_RECV + 1u)

#define TIMER_BUCKETS 64

// All that the kernel ever changes. Tasks name tasks by index, and the pointers in here
// lead to the image's tables and into itself only; so a kernel is a value: it can be
// copied, compared, hashed, explored and dumped, and put back in its place.
struct kernel {
	uint64_t now;         // ms since boot: timers that are due by then have expired
	struct task *current; // whose code runs
	uint32_t ready[SET_WORDS(KERN_LEVELS)]; // set of levels
	uint64_t alarm;    // ms since boot: the port was told to interrupt by then
	uint32_t progress; // of the call being made, if it is made again; else 0
	struct task *ready_first[KERN_LEVELS];            // where the level is in the set
	uint32_t timer_buckets[SET_WORDS(TIMER_BUCKETS)]; // set of buckets that hold timers
	uint32_t timer_sorted[SET_WORDS(TIMER_BUCKETS)]; // and of those whose first is the earliest
	uint16_t timer_first[TIMER_BUCKETS];             // index, where there are some
	uint32_t faulted[SET_WORDS(KERN_TASKS)];         // set of indices
	struct task task[KERN_TASKS];
};

extern struct kernel kernel;

// How a system call ended. A handler's last act is to say so, and the compiler
// sees to it that nobody drops the answer.
struct outcome {
	uint32_t v;
};

#define OUTCOME_RETURNS 0u  // the caller goes on, results in its registers
#define OUTCOME_BLOCKS 1u   // the caller waits
#define OUTCOME_FAULTS 2u   // the caller was stopped for a fault
#define OUTCOME_RESTARTS 3u // the caller asked for its own restart
#define OUTCOME_AGAIN 4u    // the caller goes on by making the call again (kern/copy.h)

// The task at a position of the table: 0 .. KERN_TASKS - 1.
/*@
  requires index < KERN_TASKS;
  ensures \result == &kernel.task[index];
  assigns \nothing;
*/
static inline struct task *task_at(uint32_t index)
{
	return &kernel.task[index];
}

/*@
  requires \valid_read(task);
  ensures \result == task->index;
  assigns \nothing;
*/
static inline uint32_t task_index(const struct task *task)
{
	return task->index;
}

/*@
  requires \valid_read(task);
  ensures \result <==> task->state >= STATE_FAULTED;
  assigns \nothing;
*/
static inline bool task_is_faulted(const struct task *task)
{
	return (task->state & STATE_FAULTED) != 0;
}

// Whether the task is healthy and waits to receive, from whomever.
/*@
  requires \valid_read(task);
  ensures \result <==> TASK_IN_RECV <= task->state < STATE_FAULTED;
  assigns \nothing;
*/
ALWAYS_INLINE bool task_is_receiving(const struct task *task)
{
	return (int8_t)task->state >= (int8_t)TASK_IN_RECV;
}

// What the task is doing, or was when it faulted: enum task_sched.
/*@
  requires \valid_read(task);
  assigns \nothing;
*/
static inline uint32_t task_sched_state(const struct task *task)
{
	uint32_t state = task->state & ~STATE_FAULTED;

	return state == STATE_IN_RECV_CLOSED ? (uint32_t)TASK_IN_RECV : state;
}
