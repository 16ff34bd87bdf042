// SEND, RECV, REPLY: how two tasks meet.
#pragma once

#include "kern/kernel.h"
#include "kern/panic.h"
#include "kern/sound.h"

/*@
  requires sound: memory_is_known && buffers_are_checked;
  requires is_task(caller);
  ensures sound: kernel_is_sound;
  assigns kernel, kernel_epitaph.magic;
*/
NODISCARD NEVER_INLINE struct outcome sys_send(struct task *caller);
/*@
  requires sound: memory_is_known && receivers_are_sound;
  requires sound: ranks_are_sound && senders_are_sound;
  requires is_task(caller);
  ensures sound: kernel_is_sound;
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_recv(struct task *caller);
/*@
  requires sound: memory_is_known && rooms_are_checked;
  requires is_task(caller);
  ensures sound: kernel_is_sound;
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_reply(struct task *caller);
/*@
  requires sound: kernel_is_sound;
  requires is_task(caller);
  ensures sound: kernel_is_sound;
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_reply_fault(struct task *caller);
/*@
  requires sound: kernel_is_sound;
  requires is_task(caller);
  ensures sound: kernel_is_sound;
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
