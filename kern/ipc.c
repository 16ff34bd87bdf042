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
// from what that return itself does. (A long message is copied in steps; what is in
// the other's buffer by then means nothing until the copy is complete.) All memory
// that a call names is checked when the call is made; what a blocked task left in its
// registers stays valid, since neither they nor the image's tables change (K7).
#include "kern/ipc.h"

#include "abi/sys.h"
#include "kern/app.h"
#include "kern/arch.h"
#include "kern/args.h"
#include "kern/copy.h"
#include "kern/fault.h"
#include "kern/kipc.h"
#include "kern/lease.h"
#include "kern/notify.h"
#include "kern/sched.h"
#include "kern/task.h"
#include "kern/umem.h"

/*@
  requires sound: memory_is_known;
  requires is_task(from) && index < KERN_TASKS;
  assigns \nothing;
*/
static bool may_send(const struct task *from, uint32_t index)
{
	return (from->desc->sends[KERN_TASKS <= 32 ? 0 : index / 32] >> index % 32 & 1) != 0;
}

/*@
  ensures \result == (a < b ? a : b);
  assigns \nothing;
*/
static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

// How the handing over of a message ended.
enum delivery {
	DELIVERED,
	DELIVERY_OVERLAPS, // message and buffer do: nothing has happened
	DELIVERY_PUT_OFF,  // an interrupt waits: the receiver will make its call again
};

// What a receiver has of a message from before its call was interrupted is worth
// something only if it is still the message that it is to receive.
/*@
  SOUND(requires)
  requires is_task(sender) && is_task(receiver) && has_message(sender) && has_buffer(receiver);
  requires n <= sender->save.arg[2] && n <= receiver->save.arg[1];
  requires !umem_overlaps(receiver->save.arg[0], sender->save.arg[1], n);
  STAYS_SOUND(ensures)
  assigns kernel.progress, receiver->progress, receiver->save;
*/
NEVER_INLINE static bool copy_long_message(const struct task *sender, struct task *receiver,
					   uint32_t n)
{
	if (receiver->peer != task_id_of(sender))
		kernel.progress = 0;
	return copy_in_steps(receiver, umem_receive_buffer(receiver), umem_sent_message(sender), n);
}

// Tells the receiver what it has received: the results of its RECV.
/*@
  SOUND(requires)
  requires is_task(sender) && is_task(receiver);
  STAYS_SOUND(ensures)
  assigns receiver->save.arg[0 .. 5];
*/
ALWAYS_INLINE void describe(struct task *sender, struct task *receiver, uint32_t size)
{
	struct arch_save *save = &receiver->save;

	arch_return(save, 0, 0);
	arch_return(save, 1, task_id_of(sender));
	arch_return(save, 2, args_operation(sender));
	arch_return(save, 3, size);
	arch_return(save, 4, args_reply_room(sender).size);
	arch_return(save, 5, args_lease_count(sender));
	//@ assert senders_stay{Pre, Here};
	//@ assert ready_stays{Pre, Here} && faulted_stays{Pre, Here} && buckets_stay{Pre, Here};
}

// Hands the sender's message to the receiver, into its buffer and registers, and
// leaves the sender waiting for the reply. The sender is in no queue or set, or about
// to leave it.
/*@
  SOUND(requires)
  requires is_task(sender) && is_task(receiver);
  requires has_message(sender) && has_room(sender) && has_buffer(receiver);
  STAYS_SOUND(ensures)
  assigns kernel.progress, receiver->progress, receiver->save, sender->state, sender->peer;
*/
NODISCARD ALWAYS_INLINE enum delivery deliver(struct task *sender, struct task *receiver)
{
	uint32_t receiver_id = task_id_of(receiver);
	struct readable message = umem_sent_message(sender);
	struct writable buffer = umem_receive_buffer(receiver);
	uint32_t n = smaller(message.size, buffer.size);

	if (umem_overlap(buffer, message, n))
		return DELIVERY_OVERLAPS;
	if (n <= ARCH_COPY_STEP)
		arch_copy(buffer, message, n);
	else if (!copy_long_message(sender, receiver, n))
		return DELIVERY_PUT_OFF;

	describe(sender, receiver, message.size);
	sender->state = TASK_IN_REPLY;
	sender->peer = (uint16_t)receiver_id;
	return DELIVERED;
}

// Has a task that runs no more wait for a peer.
/*@
  SOUND(requires)
  requires is_task(task) && (state == TASK_IN_SEND ==> peer % 0x400 < KERN_TASKS);
  STAYS_SOUND(ensures)
  assigns task->state, task->peer;
*/
ALWAYS_INLINE void wait_for(struct task *task, uint8_t state, uint16_t peer)
{
	task->state = state;
	task->peer = peer;
	/*@ assert sound: \forall integer i; 0 <= i < KERN_TASKS && &kernel.task[i] != task ==>
	      kernel.task[i].peer == \at(kernel.task[i].peer, Pre); */
	/*@ assert sound: \forall integer i; 0 <= i < KERN_TASKS && &kernel.task[i] != task ==>
	      kernel.task[i].state == \at(kernel.task[i].state, Pre); */
}

// Puts the task of a rank among those that wait until the receiver takes their message.
/*@
  SOUND(requires)
  requires is_task(receiver) && rank < KERN_TASKS;
  STAYS_SOUND(ensures)
  assigns receiver->senders[0 .. SET_WORDS(KERN_TASKS) - 1];
*/
ALWAYS_INLINE void add_sender(struct task *receiver, uint32_t rank)
{
	set_add(receiver->senders, KERN_TASKS, rank);
	//@ assert sound: other_senders_are_sets(receiver);
	//@ assert ready_stays{Pre, Here} && faulted_stays{Pre, Here} && buckets_stay{Pre, Here};
}

// Leaves the caller waiting until the peer receives.
/*@
  SOUND(requires)
  requires is_task(caller) && is_task(peer);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
NEVER_INLINE static struct outcome queue(struct task *caller, struct task *peer)
{
	task_leave(caller);
	//@ assert caller->desc == &app_task[caller->index] && caller->desc->rank < KERN_TASKS;
	wait_for(caller, TASK_IN_SEND, (uint16_t)task_id_of(peer));
	add_sender(peer, caller->desc->rank);
	return (struct outcome){OUTCOME_BLOCKS};
}

// A message that took too long: the receiver fetches the rest of it in a RECV of its
// own, so the sender is one that waits for that.
/*@
  SOUND(requires)
  requires is_task(caller) && is_task(peer);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
NEVER_INLINE static struct outcome queue_begun(struct task *caller, struct task *peer)
{
	struct outcome outcome = queue(caller, peer);

	peer->peer = (uint16_t)task_id_of(caller);
	task_wake(peer);
	return outcome;
}

// A SEND whose target is no task that the caller has a slot to.
/*@
  SOUND(requires)
  requires sound: timers_are_ahead;
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns kernel, kernel_epitaph.magic;
*/
NEVER_INLINE static struct outcome send_elsewhere(struct task *caller, uint32_t target)
{
	if (target == TASK_ID_KERNEL)
		return kipc_call(caller);
	if (task_id_index(target) >= KERN_TASKS)
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	if (task_id_index(target) == task_index(caller))
		return fault_usage(caller, USAGE_SEND_TO_SELF);
	return fault_usage(caller, USAGE_SEND_NOT_ALLOWED);
}

struct outcome sys_send(struct task *caller)
{
	uint32_t target = args_target(caller);
	struct outcome end;
	struct task *peer;

	if (!task_find(target, &peer) || !may_send(caller, task_id_index(target)))
		return send_elsewhere(caller, target);
	KEEP(peer);
	if (!umem_is_own(caller, args_message(caller)) &&
	    !umem_may_read(caller, args_message(caller)))
		return fault_slice(caller, args_message(caller));
	if (!umem_is_own(caller, args_reply_room(caller)) &&
	    !umem_may_write(caller, args_reply_room(caller)))
		return fault_slice(caller, args_reply_room(caller));
	if (args_lease_count(caller) != 0) {
		end = lease_check_table(caller);
		if (end.v != OUTCOME_RETURNS)
			return end;
	}
	//@ assert has_message(caller) && has_room(caller);
	if (!task_is_present(target, peer))
		return task_return_dead(caller, peer);
	if (!ipc_would_receive(peer, caller))
		return queue(caller, peer);

	switch (deliver(caller, peer)) {
	case DELIVERED:
		break;
	case DELIVERY_OVERLAPS:
		return fault_memory(caller, args_message(caller).base);
	case DELIVERY_PUT_OFF:
		return queue_begun(caller, peer);
	}
	sched_remove(caller);
	task_wake_here(peer);
	return (struct outcome){OUTCOME_BLOCKS};
}

// Ends a RECV with the message of a task in IN_SEND to the caller.
/*@
  SOUND(requires)
  requires given: messages_are_checked;
  requires given: rooms_are_checked;
  requires is_task(caller) && is_task(sender);
  requires has_buffer(caller) && sender->state == TASK_IN_SEND;
  STAYS_SOUND(ensures)
  assigns kernel;
*/
NEVER_INLINE static struct outcome receive_from(struct task *caller, struct task *sender)
{
	uint32_t base = args_receive_buffer(caller).base;

	switch (deliver(sender, caller)) {
	case DELIVERED:
		break;
	case DELIVERY_OVERLAPS:
		return fault_memory(caller, base);
	case DELIVERY_PUT_OFF:
		caller->peer = (uint16_t)task_id_of(sender);
		return (struct outcome){OUTCOME_AGAIN};
	}
	set_remove(caller->senders, KERN_TASKS, sender->desc->rank);
	//@ assert sound: other_senders_are_sets(caller);
	return (struct outcome){OUTCOME_RETURNS};
}

/*@
  SOUND(requires)
  requires is_task(caller) && (state == TASK_IN_RECV || state == STATE_IN_RECV_CLOSED);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
static struct outcome block_in_recv(struct task *caller, uint32_t state, uint32_t peer)
{
	sched_remove(caller);
	wait_for(caller, (uint8_t)state, (uint16_t)peer);
	return (struct outcome){OUTCOME_BLOCKS};
}

/*@
  SOUND(requires)
  requires ranks_are_sound;
  requires given: senders_are_sound;
  requires given: messages_are_checked;
  requires given: rooms_are_checked;
  requires is_task(caller) && has_buffer(caller);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
NEVER_INLINE static struct outcome recv_closed(struct task *caller, uint32_t id)
{
	struct task *peer;

	if (id == TASK_ID_KERNEL)
		return block_in_recv(caller, STATE_IN_RECV_CLOSED, id);
	if (!task_find(id, &peer))
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	// Nothing can come from there, and nobody would tell the caller of its restart.
	if (!may_send(peer, task_index(caller)))
		return fault_usage(caller, USAGE_SEND_NOT_ALLOWED);
	if (!task_is_present(id, peer))
		return task_return_dead(caller, peer);
	if (set_has(caller->senders, KERN_TASKS, peer->desc->rank))
		return receive_from(caller, peer);
	return block_in_recv(caller, STATE_IN_RECV_CLOSED, id);
}

struct outcome sys_recv(struct task *caller)
{
	uint32_t from = args_receive_from(caller);

	if ((caller->notes & args_notification_mask(caller)) != 0) {
		notify_take(caller);
		return (struct outcome){OUTCOME_RETURNS};
	}
	if (!umem_is_own(caller, args_receive_buffer(caller)) &&
	    !umem_may_write(caller, args_receive_buffer(caller)))
		return fault_slice(caller, args_receive_buffer(caller));
	if ((from & SYS_RECV_CLOSED) != 0)
		return recv_closed(caller, from & 0xFFFFu);
	if (!set_is_empty(caller->senders)) {
		uint32_t rank = set_first(caller->senders, KERN_TASKS);

		return receive_from(caller, task_at(app_by_rank[rank]));
	}
	return block_in_recv(caller, TASK_IN_RECV, 0);
}

// The client that a REPLY or REPLY_FAULT of the caller may go to. False: it does
// not wait for one, which is no fault of the caller's; it may have been restarted.
/*@
  requires is_task(caller) && is_task(client);
  ensures \result <==> (caller->save.arg[0] & 0xFFFF) == client->id && awaits_reply(client, caller);
  assigns \nothing;
*/
NODISCARD static bool find_client(struct task *caller, struct task *client)
{
	return task_is_present(args_arg(caller, 0), client) && ipc_awaits_reply(client, caller);
}

// The room has been found large enough.
/*@
  SOUND(requires)
  requires is_task(caller) && is_task(client) && has_room(client);
  requires caller->save.arg[3] <= client->save.arg[4];
  requires !umem_overlaps(client->save.arg[3], caller->save.arg[2], caller->save.arg[3]);
  STAYS_SOUND(ensures)
  assigns caller->progress, caller->save;
*/
NEVER_INLINE static bool copy_long_reply(struct task *caller, struct task *client)
{
	struct readable message;

	return umem_readable(caller, args_slice(caller, 2), &message) &&
	       copy_in_steps(caller, umem_reply_room(client), message, message.size);
}

struct outcome sys_reply(struct task *caller)
{
	uint32_t code = args_arg(caller, 1);
	struct readable message;
	struct writable room;
	struct task *client;

	if (!task_find(args_arg(caller, 0), &client))
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	KEEP(client);
	if (!find_client(caller, client))
		return (struct outcome){OUTCOME_RETURNS};
	if (!umem_own_readable(caller, args_slice(caller, 2), &message) &&
	    !umem_may_read(caller, args_slice(caller, 2)))
		return fault_slice(caller, args_slice(caller, 2));
	room = umem_reply_room(client);
	if (message.size > room.size)
		return fault_usage(caller, USAGE_REPLY_TOO_BIG);
	if (umem_overlap(room, message, message.size))
		return fault_memory(caller, room.base);

	if (message.size <= ARCH_COPY_STEP)
		arch_copy(room, message, message.size);
	else if (!copy_long_reply(caller, client))
		return (struct outcome){OUTCOME_AGAIN};
	task_return(client, code, message.size);
	task_wake_here(client);
	return (struct outcome){OUTCOME_RETURNS};
}

struct outcome sys_reply_fault(struct task *caller)
{
	uint32_t reason = args_arg(caller, 1);
	struct task *client;

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

struct outcome sys_refresh_task_id(struct task *caller)
{
	struct task *peer;

	if (!task_find(args_arg(caller, 0), &peer))
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	arch_return(&caller->save, 0, task_id_of(peer));
	return (struct outcome){OUTCOME_RETURNS};
}
