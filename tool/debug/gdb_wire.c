// The server's end of a connection to GDB (gdb_wire.h).
#include "tool/debug/gdb_wire.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "tool/target/target_gdb.h"

#define INTERRUPT '\x03'

static bool send_bytes(struct gdb_wire *wire, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = write(wire->out, bytes, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes += done;
		n -= (size_t)done;
	}
	return true;
}

bool gdb_wire_send(struct gdb_wire *wire, struct str payload)
{
	payload = str_slice(payload, 0, GDB_WIRE_PAYLOAD);
	wire->framed_size = packet_frame(wire->framed, payload.at, payload.len);
	return send_bytes(wire, wire->framed, wire->framed_size);
}

static void drop(struct gdb_wire *wire, size_t n)
{
	wire->received -= n;
	memmove(wire->buffer, wire->buffer + n, wire->received);
}

// As long as packets are acknowledged, what comes behind one that was not is the same one
// again, from a client that did not want to wait any longer.
static void drop_repeated(struct gdb_wire *wire)
{
	struct packet packet;
	static char payload[GDB_WIRE_PAYLOAD];

	do {
		packet = packet_take(wire->buffer, wire->received, payload, sizeof payload);
		if (packet.kind == PACKET_DATA || packet.kind == PACKET_BAD)
			drop(wire, packet.consumed);
	} while (packet.kind == PACKET_DATA || packet.kind == PACKET_BAD);
}

static void acknowledge(struct gdb_wire *wire)
{
	if (!wire->acks)
		return;
	drop_repeated(wire);
	send_bytes(wire, "+", 1);
}

// Takes the first thing out of what was received. False if there is nothing whole in it.
static bool take(struct gdb_wire *wire, enum gdb_wire_event *event)
{
	for (;;) {
		if (wire->received > 0 && wire->buffer[0] == INTERRUPT) {
			drop(wire, 1);
			*event = GDB_WIRE_INTERRUPT;
			return true;
		}
		struct packet packet = packet_take(wire->buffer, wire->received, wire->payload,
						   sizeof wire->payload);
		drop(wire, packet.consumed);
		switch (packet.kind) {
		case PACKET_NONE:
			return false;
		case PACKET_ACK:
			continue;
		case PACKET_NAK:
			send_bytes(wire, wire->framed, wire->framed_size);
			continue;
		case PACKET_BAD:
			if (wire->acks)
				send_bytes(wire, "-", 1);
			continue;
		case PACKET_DATA:
			wire->payload_size = packet.size;
			acknowledge(wire);
			*event = GDB_WIRE_PACKET;
			return true;
		}
	}
}

enum gdb_wire_event gdb_wire_wait(struct gdb_wire *wire, int other)
{
	struct pollfd ready[] = {
		{.fd = wire->in, .events = POLLIN},
		{.fd = other, .events = POLLIN},
	};
	enum gdb_wire_event event;

	while (!take(wire, &event)) {
		if (wire->received == sizeof wire->buffer)
			return GDB_WIRE_CLOSED; // nothing that we would understand
		if (poll(ready, 2, TARGET_GDB_LOOK_MS) < 0 && errno != EINTR)
			return GDB_WIRE_CLOSED;
		if (ready[0].revents == 0)
			return GDB_WIRE_TARGET;
		ssize_t n = read(wire->in, wire->buffer + wire->received,
				 sizeof wire->buffer - wire->received);
		if (n < 0 && errno == EINTR)
			return GDB_WIRE_TARGET;
		if (n <= 0)
			return GDB_WIRE_CLOSED;
		wire->received += (size_t)n;
	}
	return event;
}
