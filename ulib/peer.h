// Going on after a peer was restarted.
//
// A call to a task that is not, or no longer, of the generation in its id ends
// with a dead code, which carries the new generation. What to do next is the
// caller's to know: a request that may be made twice is simply made again.
//
//	do {
//		result = sys_send(pong, ...);
//	} while (peer_was_restarted(&pong, result.code));
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "ulib/sys.h"

// Whether a code says that the peer was restarted.
static inline bool code_is_dead(uint32_t code)
{
	return (code & SYS_CODE_DEAD) == SYS_CODE_DEAD;
}

// The same, and brings the id up to date if so.
static inline bool peer_was_restarted(struct task_id *peer, uint32_t code)
{
	if (!code_is_dead(code))
		return false;
	*peer = task_id_of(task_id_index(peer->raw), code & ~SYS_CODE_DEAD);
	return true;
}

// Stops the caller, whose peer's reply is none that their interface has.
NORETURN void peer_broke_rules(void);
