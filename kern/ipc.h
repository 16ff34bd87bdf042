// SEND, RECV, REPLY: how two tasks meet.
#pragma once

#include "kern/kernel.h"

NODISCARD struct outcome sys_send(struct task_ix caller);
NODISCARD struct outcome sys_recv(struct task_ix caller);
NODISCARD struct outcome sys_reply(struct task_ix caller);
NODISCARD struct outcome sys_reply_fault(struct task_ix caller);
NODISCARD struct outcome sys_refresh_task_id(struct task_ix caller);

// Whether `client`, healthy, waits for a reply from `server` in its present life.
NODISCARD bool ipc_awaits_reply(struct task_ix client, struct task_ix server);

// Whether `receiver` is blocked in a RECV that would accept `sender`.
NODISCARD bool ipc_would_receive(struct task_ix receiver, struct task_ix sender);
