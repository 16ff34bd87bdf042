// SEND, RECV, REPLY: how two tasks meet.
//
//   sender                       receiver
//   SEND, receiver waits         in RECV           deliver: sender IN_REPLY, receiver wakes
//   SEND, receiver is busy                         sender IN_SEND, in the receiver's set
//   IN_SEND                      RECV              deliver: sender IN_REPLY, receiver goes on
//   IN_REPLY                     REPLY             sender wakes
//
// Every handler has three parts: read the arguments, decide, commit. Nothing
// changes above the commit, so an early return leaves the kernel as it was apart
// from what that return itself does. All memory that a call names is checked
// when the call is made; what a blocked task left in its registers stays valid,
// since neither they nor the image's tables change (invariant K7).
#include "kern/ipc.h"

#include "abi/sys.h"
#include "kern/app.h"
#include "kern/arch.h"
#include "kern/args.h"
#include "kern/fault.h"
#include "kern/kipc.h"
#include "kern/lease.h"
#include "kern/notify.h"
#include "kern/sched.h"
#include "kern/task.h"
#include "kern/umem.h"

static bool may_send(struct task_ix from, struct task_ix to)
{
	return (app_may_send[from.v][to.v / 32] >> to.v % 32 & 1) != 0;
}

bool ipc_awaits_reply(struct task_ix client, struct task_ix server)
{
	const struct task *task = task_at(client);

	return task->state == TASK_IN_REPLY && task->peer == task_id_of(server);
}

bool ipc_would_receive(struct task_ix receiver, struct task_ix sender)
{
	const struct task *task = task_at(receiver);

	return task->state == TASK_IN_RECV && (!task->closed || task->peer == task_id_of(sender));
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

// Hands the sender's message to the receiver, into its buffer and registers, and
// leaves the sender waiting for the reply. False if the two overlap: nothing has
// happened then. The sender is in no queue or set.
NODISCARD static bool deliver(struct task_ix sender, struct task_ix receiver)
{
	struct arch_save *save = &task_at(receiver)->save;
	struct readable message = umem_sent_message(sender);
	struct writable buffer = umem_receive_buffer(receiver);
	uint32_t n = smaller(message.size, buffer.size);

	if (umem_overlap(buffer, message, n))
		return false;

	arch_copy(buffer, message, n);
	arch_return(save, 0, 0);
	arch_return(save, 1, task_id_of(sender));
	arch_return(save, 2, args_operation(sender));
	arch_return(save, 3, message.size);
	arch_return(save, 4, args_reply_room(sender).size);
	arch_return(save, 5, args_lease_count(sender));
	task_at(sender)->state = TASK_IN_REPLY;
	task_at(sender)->peer = (uint16_t)task_id_of(receiver);
	return true;
}

struct outcome sys_send(struct task_ix caller)
{
	struct task *me = task_at(caller);
	uint32_t target = args_target(caller);
	struct task_ix peer;

	if (target == TASK_ID_KERNEL)
		return kipc_call(caller);
	if (!task_find(target, &peer))
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	if (peer.v == caller.v)
		return fault_usage(caller, USAGE_SEND_TO_SELF);
	if (!may_send(caller, peer))
		return fault_usage(caller, USAGE_SEND_NOT_ALLOWED);
	if (!umem_may_read(caller, args_message(caller)))
		return fault_slice(caller, args_message(caller));
	if (!umem_may_write(caller, args_reply_room(caller)))
		return fault_slice(caller, args_reply_room(caller));
	if (args_lease_count(caller) != 0 && !lease_table_is_sound(caller))
		return lease_fault(caller);
	if (!task_is_present(target, peer))
		return task_return_dead(caller, peer);

	if (ipc_would_receive(peer, caller)) {
		if (!deliver(caller, peer))
			return fault_memory(caller, args_message(caller).base);
		sched_remove(caller);
		task_wake(peer);
		return (struct outcome){OUTCOME_BLOCKS};
	}
	sched_remove(caller);
	me->state = TASK_IN_SEND;
	me->peer = (uint16_t)target;
	set_add(task_at(peer)->senders, KERN_TASKS, app_task[caller.v].rank);
	return (struct outcome){OUTCOME_BLOCKS};
}

// Ends a RECV with the message of a task in IN_SEND to the caller.
static struct outcome receive_from(struct task_ix caller, struct task_ix sender)
{
	uint32_t base = args_receive_buffer(caller).base;

	if (!deliver(sender, caller))
		return fault_memory(caller, base);
	set_remove(task_at(caller)->senders, KERN_TASKS, app_task[sender.v].rank);
	return (struct outcome){OUTCOME_RETURNS};
}

static struct outcome block_in_recv(struct task_ix caller, bool closed, uint32_t peer)
{
	struct task *me = task_at(caller);

	sched_remove(caller);
	me->state = TASK_IN_RECV;
	me->closed = closed;
	me->peer = (uint16_t)peer;
	return (struct outcome){OUTCOME_BLOCKS};
}

static struct outcome recv_closed(struct task_ix caller, uint32_t id)
{
	struct task_ix peer;

	if (id == TASK_ID_KERNEL)
		return block_in_recv(caller, true, id);
	if (!task_find(id, &peer))
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	// Nothing can come from there, and nobody would tell the caller of its restart.
	if (!may_send(peer, caller))
		return fault_usage(caller, USAGE_SEND_NOT_ALLOWED);
	if (!task_is_present(id, peer))
		return task_return_dead(caller, peer);
	if (set_has(task_at(caller)->senders, KERN_TASKS, app_task[peer.v].rank))
		return receive_from(caller, peer);
	return block_in_recv(caller, true, id);
}

struct outcome sys_recv(struct task_ix caller)
{
	struct task *me = task_at(caller);
	uint32_t from = args_receive_from(caller);

	if (notify_take(caller))
		return (struct outcome){OUTCOME_RETURNS};
	if (!umem_may_write(caller, args_receive_buffer(caller)))
		return fault_slice(caller, args_receive_buffer(caller));
	if ((from & SYS_RECV_CLOSED) != 0)
		return recv_closed(caller, from & 0xFFFFu);
	if (!set_is_empty(me->senders)) {
		uint32_t rank = set_first(me->senders, KERN_TASKS);

		return receive_from(caller, (struct task_ix){app_by_rank[rank]});
	}
	return block_in_recv(caller, false, 0);
}

// The client that a REPLY or REPLY_FAULT of the caller may go to. False: it does
// not wait for one, which is no fault of the caller's; it may have been restarted.
NODISCARD static bool find_client(struct task_ix caller, struct task_ix client)
{
	return task_is_present(args_arg(caller, 0), client) && ipc_awaits_reply(client, caller);
}

struct outcome sys_reply(struct task_ix caller)
{
	uint32_t code = args_arg(caller, 1);
	struct readable message;
	struct writable room;
	struct task_ix client;

	if (!task_find(args_arg(caller, 0), &client))
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	if (!find_client(caller, client))
		return (struct outcome){OUTCOME_RETURNS};
	if (!umem_readable(caller, args_slice(caller, 2), &message))
		return fault_slice(caller, args_slice(caller, 2));
	room = umem_reply_room(client);
	if (message.size > room.size)
		return fault_usage(caller, USAGE_REPLY_TOO_BIG);
	if (umem_overlap(room, message, message.size))
		return fault_memory(caller, room.base);

	arch_copy(room, message, message.size);
	arch_return(&task_at(client)->save, 0, code);
	arch_return(&task_at(client)->save, 1, message.size);
	task_wake(client);
	return (struct outcome){OUTCOME_RETURNS};
}

struct outcome sys_reply_fault(struct task_ix caller)
{
	uint32_t reason = args_arg(caller, 1);
	struct task_ix client;

	if (reason > REPLY_FAULT_ACCESS_VIOLATION)
		return fault_usage(caller, USAGE_BAD_REPLY_FAULT);
	if (!task_find(args_arg(caller, 0), &client))
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	if (!find_client(caller, client))
		return (struct outcome){OUTCOME_RETURNS};

	fault_task(client, &(struct fault){
				   .kind = FAULT_FROM_SERVER,
				   .reason = (uint8_t)reason,
				   .detail = task_id_of(caller),
			   });
	return (struct outcome){OUTCOME_RETURNS};
}

struct outcome sys_refresh_task_id(struct task_ix caller)
{
	struct task_ix peer;

	if (!task_find(args_arg(caller, 0), &peer))
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	arch_return(&task_at(caller)->save, 0, task_id_of(peer));
	return (struct outcome){OUTCOME_RETURNS};
}
