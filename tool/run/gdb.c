// A client of the GDB remote protocol (gdb.h).
//
// Acknowledgements are dropped if the stub offers that. Until then, ours is sent
// together with the next packet: a stub waits for nothing else, and every write
// saved is a switch between two processes saved.
#include "tool/run/gdb.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tool/run/clock.h"
#include "tool/run/packet.h"

// How long an answer may take, ms. A stub answers at once; a loaded host does not.
#define PATIENCE 10000

#define PAYLOAD_MAX 4096
#define READ_MAX 1024 // bytes of memory in one packet

struct gdb {
	int fd;
	bool acks;
	bool owes_ack;
	size_t received; // bytes of `in` that are not yet understood
	size_t sent;     // bytes of `out`, kept to be sent again if it got lost
	char in[PACKET_FRAMED(PAYLOAD_MAX)];
	char out[1 + PACKET_FRAMED(PAYLOAD_MAX)];
	char payload[PAYLOAD_MAX];
	size_t payload_size;
};

const char *gdb_result_text(enum gdb_result result)
{
	switch (result) {
	case GDB_OK:
		return "all is well";
	case GDB_REFUSED:
		return "the target refused";
	case GDB_TIMEOUT:
		return "the target does not answer";
	case GDB_CLOSED:
		return "the connection was closed";
	case GDB_GARBLED:
		return "the target's answer makes no sense";
	}
	return "unknown";
}

static enum gdb_result send_bytes(struct gdb *gdb, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = send(gdb->fd, bytes, n, MSG_NOSIGNAL);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return GDB_CLOSED;
		bytes += done;
		n -= (size_t)done;
	}
	return GDB_OK;
}

static enum gdb_result send_packet(struct gdb *gdb, const char *payload, size_t n)
{
	size_t ack = gdb->owes_ack ? 1 : 0;

	gdb->out[0] = '+';
	gdb->sent = packet_frame(gdb->out + 1, payload, n);
	gdb->owes_ack = false;
	return send_bytes(gdb, gdb->out + 1 - ack, gdb->sent + ack);
}

// Reads what is there, waiting at most `ms` for the first byte.
static enum gdb_result receive_bytes(struct gdb *gdb, int ms)
{
	struct pollfd ready = {.fd = gdb->fd, .events = POLLIN};
	int count = poll(&ready, 1, ms);

	if (count == 0 || (count < 0 && errno == EINTR))
		return GDB_TIMEOUT;
	ssize_t n = recv(gdb->fd, gdb->in + gdb->received, sizeof gdb->in - gdb->received, 0);
	if (n <= 0)
		return GDB_CLOSED;
	gdb->received += (size_t)n;
	return GDB_OK;
}

static void drop(struct gdb *gdb, size_t n)
{
	gdb->received -= n;
	memmove(gdb->in, gdb->in + n, gdb->received);
}

static enum gdb_result refuse_packet(struct gdb *gdb)
{
	return gdb->acks ? send_bytes(gdb, "-", 1) : GDB_GARBLED;
}

// Deals with the first packet received. TIMEOUT if there is no whole one, or it
// was not an answer.
static enum gdb_result understand(struct gdb *gdb)
{
	struct packet packet = packet_take(gdb->in, gdb->received, gdb->payload, PAYLOAD_MAX);

	drop(gdb, packet.consumed);
	switch (packet.kind) {
	case PACKET_NONE:
		return gdb->received == sizeof gdb->in ? GDB_GARBLED : GDB_TIMEOUT;
	case PACKET_ACK:
		return understand(gdb);
	case PACKET_NAK:
		return send_bytes(gdb, gdb->out + 1, gdb->sent) == GDB_OK ? understand(gdb)
									  : GDB_CLOSED;
	case PACKET_BAD:
		return refuse_packet(gdb) == GDB_OK ? understand(gdb) : GDB_GARBLED;
	case PACKET_DATA:
		gdb->payload_size = packet.size;
		gdb->owes_ack = gdb->acks;
		return GDB_OK;
	}
	return GDB_GARBLED;
}

// Waits for a packet; its payload is in gdb->payload.
static enum gdb_result receive_packet(struct gdb *gdb, int ms)
{
	uint64_t end = clock_ms() + (uint64_t)ms;
	enum gdb_result result = understand(gdb);

	while (result == GDB_TIMEOUT) {
		uint64_t now = clock_ms();
		int left = now < end ? (int)(end - now) : 0;

		result = receive_bytes(gdb, left);
		if (result == GDB_OK)
			result = understand(gdb);
		else if (result == GDB_TIMEOUT && left > 0)
			continue;
		else
			return result;
	}
	return result;
}

static enum gdb_result ask(struct gdb *gdb, const char *payload, size_t n)
{
	enum gdb_result result = send_packet(gdb, payload, n);

	return result != GDB_OK ? result : receive_packet(gdb, PATIENCE);
}

static enum gdb_result ask_text(struct gdb *gdb, const char *payload)
{
	return ask(gdb, payload, strlen(payload));
}

// A request whose good answer is "OK".
static enum gdb_result command(struct gdb *gdb, const char *payload)
{
	enum gdb_result result = ask_text(gdb, payload);

	if (result != GDB_OK)
		return result;
	return strcmp(gdb->payload, "OK") == 0 ? GDB_OK : GDB_REFUSED;
}

static enum gdb_result greet(struct gdb *gdb)
{
	enum gdb_result result = ask_text(gdb, "qSupported");

	if (result != GDB_OK)
		return result;
	if (strstr(gdb->payload, "QStartNoAckMode+") != NULL) {
		result = command(gdb, "QStartNoAckMode");
		if (result != GDB_OK)
			return result;
		if (gdb->owes_ack)
			result = send_bytes(gdb, "+", 1);
		gdb->acks = false;
		gdb->owes_ack = false;
		if (result != GDB_OK)
			return result;
	}
	result = ask_text(gdb, "?");
	if (result == GDB_OK && gdb->payload[0] != 'T' && gdb->payload[0] != 'S')
		return GDB_GARBLED;
	return result;
}

struct gdb *gdb_open(struct arena *arena, int fd, enum gdb_result *why)
{
	struct gdb *gdb = ARENA_NEW(arena, struct gdb);
	int on = 1;

	// Small packets must not wait for each other; a unix socket refuses, and never waits.
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	gdb->fd = fd;
	gdb->acks = true;
	*why = greet(gdb);
	if (*why == GDB_OK)
		return gdb;
	close(fd);
	return NULL;
}

struct gdb *gdb_connect(struct arena *arena, const char *path, enum gdb_result *why)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	*why = GDB_CLOSED;
	if (fd < 0)
		return NULL;
	if (strlen(path) < sizeof address.sun_path) {
		memcpy(address.sun_path, path, strlen(path));
		if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
			return gdb_open(arena, fd, why);
	}
	close(fd);
	return NULL;
}

int gdb_socket(const struct gdb *gdb)
{
	return gdb->fd;
}

enum gdb_result gdb_use_physical_memory(struct gdb *gdb)
{
	return command(gdb, "Qqemu.PhyMemMode:1");
}

static enum gdb_result breakpoint(struct gdb *gdb, char verb, char kind, uint32_t address)
{
	char text[32];

	snprintf(text, sizeof text, "%c%c,%x,2", verb, kind, address);
	return command(gdb, text);
}

enum gdb_result gdb_break(struct gdb *gdb, uint32_t address)
{
	return breakpoint(gdb, 'Z', '0', address);
}

enum gdb_result gdb_unbreak(struct gdb *gdb, uint32_t address)
{
	return breakpoint(gdb, 'z', '0', address);
}

enum gdb_result gdb_break_hard(struct gdb *gdb, uint32_t address)
{
	return breakpoint(gdb, 'Z', '1', address);
}

enum gdb_result gdb_unbreak_hard(struct gdb *gdb, uint32_t address)
{
	return breakpoint(gdb, 'z', '1', address);
}

enum gdb_result gdb_continue(struct gdb *gdb)
{
	return send_packet(gdb, "c", 1);
}

enum gdb_result gdb_step(struct gdb *gdb)
{
	return send_packet(gdb, "s", 1);
}

enum gdb_result gdb_interrupt(struct gdb *gdb)
{
	return send_bytes(gdb, "\x03", 1);
}

enum gdb_result gdb_wait(struct gdb *gdb, int ms, struct gdb_stop *stop)
{
	enum gdb_result result;

	// What a target prints by itself ("O...") is no stop.
	do {
		result = receive_packet(gdb, ms);
	} while (result == GDB_OK && gdb->payload[0] == 'O');
	if (result != GDB_OK)
		return result;
	if (gdb->payload[0] == 'W' || gdb->payload[0] == 'X')
		return GDB_CLOSED;
	if (gdb->payload[0] != 'T' && gdb->payload[0] != 'S')
		return GDB_GARBLED;
	return hex_decode(gdb->payload + 1, &stop->signal, 1) ? GDB_OK : GDB_GARBLED;
}

static enum gdb_result read_piece(struct gdb *gdb, uint32_t address, uint8_t *to, size_t n)
{
	char text[32];
	enum gdb_result result;

	snprintf(text, sizeof text, "m%x,%zx", address, n);
	result = ask_text(gdb, text);
	if (result != GDB_OK)
		return result;
	if (gdb->payload_size != 2 * n)
		return GDB_REFUSED;
	return hex_decode(gdb->payload, to, n) ? GDB_OK : GDB_GARBLED;
}

enum gdb_result gdb_read(struct gdb *gdb, uint32_t address, void *to, size_t n)
{
	uint8_t *at = to;
	enum gdb_result result = GDB_OK;

	for (size_t done = 0; done < n && result == GDB_OK; done += READ_MAX) {
		size_t piece = n - done < READ_MAX ? n - done : READ_MAX;

		result = read_piece(gdb, address + (uint32_t)done, at + done, piece);
	}
	return result;
}

enum gdb_result gdb_write(struct gdb *gdb, uint32_t address, const void *from, size_t n)
{
	const uint8_t *at = from;
	enum gdb_result result = GDB_OK;

	for (size_t done = 0; done < n && result == GDB_OK; done += READ_MAX) {
		size_t piece = n - done < READ_MAX ? n - done : READ_MAX;
		char text[32 + 2 * READ_MAX + 1];
		int head = snprintf(text, 32, "M%x,%zx:", address + (uint32_t)done, piece);

		hex_encode(text + head, at + done, piece);
		text[(size_t)head + 2 * piece] = '\0';
		result = command(gdb, text);
	}
	return result;
}

enum gdb_result gdb_read_registers(struct gdb *gdb, struct gdb_registers *registers)
{
	enum gdb_result result = ask(gdb, "g", 1);

	if (result != GDB_OK)
		return result;
	if (gdb->payload_size < 2 * sizeof registers->r)
		return GDB_REFUSED;
	for (size_t i = 0; i < 16; i++) {
		uint8_t b[4];

		if (!hex_decode(gdb->payload + 8 * i, b, 4))
			return GDB_GARBLED;
		registers->r[i] = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
				  (uint32_t)b[3] << 24;
	}
	return GDB_OK;
}

void gdb_detach(struct gdb *gdb)
{
	(void)ask(gdb, "D", 1);
	close(gdb->fd);
}

void gdb_close(struct gdb *gdb)
{
	close(gdb->fd);
}
