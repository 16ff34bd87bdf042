// The server's end of a connection to GDB: packets in, packets out.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "tool/base/str.h"
#include "tool/target/packet.h"

#define GDB_WIRE_PAYLOAD 4096u // bytes that a packet may have in either direction

enum gdb_wire_event {
	GDB_WIRE_PACKET,    // in `payload`
	GDB_WIRE_INTERRUPT, // the user wants the target to stop
	GDB_WIRE_TARGET,    // the other descriptor has something
	GDB_WIRE_CLOSED,
};

struct gdb_wire {
	int in;
	int out;
	bool acks;
	size_t received; // bytes of `buffer` that are not yet understood
	char buffer[PACKET_FRAMED(GDB_WIRE_PAYLOAD)];
	char payload[GDB_WIRE_PAYLOAD]; // followed by a NUL
	size_t payload_size;
	char framed[PACKET_FRAMED(GDB_WIRE_PAYLOAD)];
	size_t framed_size; // of the last packet sent, in case it got lost
};

// Waits for GDB, and for another descriptor unless that is -1.
enum gdb_wire_event gdb_wire_wait(struct gdb_wire *wire, int other);

// False if nobody is there any more. What is too long is cut off.
bool gdb_wire_send(struct gdb_wire *wire, struct str payload);
