// A serial line.
//
// Bytes go out in the order of the calls and come in through a buffer in the
// driver. What breaks these rules is a fault of the caller.
#pragma once

#include <stdint.h>

enum uart_operation {
	// Sends lease 0 (readable). Replies when the driver has taken every byte.
	UART_WRITE = 1,
	// Fills lease 0 (writable) with what has come in, as much as there is.
	// Reply u32: bytes put there. Code UART_WOULD_BLOCK if there is nothing.
	UART_READ = 2,
	// Request u32: a bit, 0 to 31. From now on that notification is posted to
	// the caller when something has come in, at once if something is there.
	// There is one subscriber, the last to ask.
	UART_SUBSCRIBE = 3,
};

#define UART_WOULD_BLOCK 4u
