// What generated servers are made of (doc/idl.md).
//
// A server gives its generated half one handler per operation. A handler is given
// the call and its arguments, and returns how it has answered:
//
//	return uart_read_reply(call, count);
//	return uart_read_fail(call, UART_ERROR_NOTHING);
//	return answer_refuse(call.caller, REPLY_FAULT_BAD_MESSAGE_CONTENTS);
//	return answer_later();    it has kept `call`, and one of the above will be used
//	                          some time
//	return answer_gone();     a lease can no longer be used: nobody waits for an answer
//
// Until it is answered the caller waits, and what it has lent can be used.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/attr.h"
#include "abi/lease.h"
#include "ulib/sys.h"

enum answer_kind {
	ANSWER_GIVEN,
	ANSWER_REFUSED, // the caller has been stopped
	ANSWER_LATER,
};

struct answer {
	enum answer_kind kind;
};

// Stops a caller that broke the rules of the interface.
static inline struct answer answer_refuse(struct task_id caller, enum reply_fault reason)
{
	sys_reply_fault(caller, reason);
	return (struct answer){ANSWER_REFUSED};
}

static inline struct answer answer_given(void)
{
	return (struct answer){ANSWER_GIVEN};
}

static inline struct answer answer_later(void)
{
	return (struct answer){ANSWER_LATER};
}

static inline struct answer answer_gone(void)
{
	return answer_given();
}

// The rest is for generated code.

// Does not compile if a handler is known to be missing.
void server_lacks_a_handler(void) __attribute__((error("the server lacks a handler")));
#define SERVER_MUST_HAVE(handler)                                                 \
	do {                                                                      \
		if (__builtin_constant_p((handler) == NULL) && (handler) == NULL) \
			server_lacks_a_handler();                                 \
	} while (0)

// Whether a caller is one of these tasks.
NODISCARD bool server_allows(struct task_id caller, const uint16_t *tasks, uint32_t count);

// The same if there are none: what follows is left out by the compiler.
NODISCARD static inline bool server_allows_nobody(struct task_id caller)
{
	(void)caller;
	return false;
}

// Whether a lease allows all of `attributes` and is `size` bytes long.
NODISCARD bool server_lease(struct task_id caller, uint32_t lease, uint32_t attributes,
			    uint32_t size);

// Whether it allows all of `attributes` and is a whole number of elements of `size` bytes,
// which goes to `count`.
NODISCARD bool server_span(struct task_id caller, uint32_t lease, uint32_t attributes,
			   uint32_t size, uint32_t *count);

// Copies out of a lease, or into it. False if the caller no longer waits. Going beyond
// its end stops the server.
NODISCARD bool server_read(struct task_id caller, uint32_t lease, uint32_t offset, void *to,
			   uint32_t size);
NODISCARD bool server_write(struct task_id caller, uint32_t lease, uint32_t offset,
			    const void *from, uint32_t size);
