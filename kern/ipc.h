// SEND, RECV, REPLY: how two tasks meet.
#pragma once

#include "kern/kernel.h"
#include "kern/panic.h"
#include "kern/sound.h"

/*@
  SOUND(requires)
  requires sound: timers_are_ahead;
  requires given: buffers_are_checked;
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns kernel, kernel_epitaph.magic;
*/
NODISCARD NEVER_INLINE struct outcome sys_send(struct task *caller);
/*@
  SOUND(requires)
  requires ranks_are_sound;
  requires given: senders_are_sound;
  requires given: messages_are_checked;
  requires given: rooms_are_checked;
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_recv(struct task *caller);
/*@
  SOUND(requires)
  requires given: rooms_are_checked;
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_reply(struct task *caller);
/*@
  SOUND(requires)
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_reply_fault(struct task *caller);
/*@
  SOUND(requires)
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
NODISCARD struct outcome sys_refresh_task_id(struct task *caller);

// Whether `client`, healthy, waits for a reply from `server` in its present life.
/*@
  requires \valid_read(client) && \valid_read(server);
  ensures \result <==> awaits_reply(client, server);
  assigns \nothing;
*/
NODISCARD static inline bool ipc_awaits_reply(const struct task *client, const struct task *server)
{
	return client->state == TASK_IN_REPLY && client->peer == server->id;
}

// Whether `receiver` is blocked in a RECV that would accept `sender`.
/*@
  requires \valid_read(receiver) && \valid_read(sender);
  ensures \result <==> would_receive(receiver, sender);
  assigns \nothing;
*/
NODISCARD static inline bool ipc_would_receive(const struct task *receiver,
					       const struct task *sender)
{
	return receiver->state == TASK_IN_RECV ||
	       (receiver->state == STATE_IN_RECV_CLOSED && receiver->peer == sender->id);
}
