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
};

enum keeper_op {
	KEEPER_PRINT,   // a line, KEEPER_LINE bytes at most
	KEEPER_RESTART, // restart the server
};

#define KEEPER_LINE 80
