// What the benchmark's tasks ask of each other.
#pragma once

#include <stdint.h>

// The longest message, and the lease.
#define SERVER_ROOM 1024u

// Operations up to SERVER_ROOM: answer with that many bytes of the message.
enum server_op {
	SERVER_READ_LEASE = 0x1000, // read lease 0, answer with its last word
	SERVER_TAKE_POSTS,          // how many (u32): answer, then take NOTIFY_POST so often
	SERVER_TAKE_IRQS,           // likewise, interrupts of the timer
	SERVER_COPY,                // answer, then take copies only, until COPY_NO_MORE
};

// What the server does with long messages, each COPY_ROOM bytes at most.
enum copy_op {
	COPY_NO_MORE,
	COPY_MESSAGE, // nothing but receive it
	COPY_REPLY,   // answer with as many bytes as the message says (u32)
	COPY_LEASE,   // read all of lease 0
};

#define COPY_ROOM 65536u

enum keeper_op {
	KEEPER_PRINT,    // a line, KEEPER_LINE bytes at most
	KEEPER_RESTART,  // restart the server
	KEEPER_TAKE_IRQ, // after how many ticks of its timer (u32): answer, then wait for it
};

#define KEEPER_LINE 80

// When the timers of the added tasks expire, since boot.
#define ALARM_MS 6u
