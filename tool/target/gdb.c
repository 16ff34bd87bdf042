// A client of the GDB remote protocol (gdb.h).
//
// Acknowledgements are dropped if the stub offers that. Until then, ours is sent
// together with the next packet: a stub waits for nothing else, and every write
// saved is a switch between two processes saved.
#include "tool/target/gdb.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tool/base/bytes.h"
#include "tool/target/clock.h"
#include "tool/target/description.h"
#include "tool/target/packet.h"

// How long an answer may take, ms. A stub answers at once; a loaded host does not.
#define PATIENCE 10000

// How long all may take that a server says of its registers, however much that is, ms.
#define DESCRIBE_MS 30000

#define PAYLOAD_MAX 4096
#define FEATURE_MAX 65536u // bytes of a file that describes registers
#define READ_MAX 1024      // bytes of memory in one packet, unless the server takes less

struct gdb {
	struct arena *arena;
	int fd;
	size_t read_max; // bytes of memory that the server sends in one packet
	bool describes;  // it can say what registers there are
	struct description registers;
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
	case GDB_UNKNOWN:
		return "there is no such machine or port";
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

// The moment `ms` milliseconds from now.
static uint64_t moment_in(int ms)
{
	return clock_ms() + (uint64_t)ms;
}

// Waits for a packet until the moment `end`, whatever else comes; its payload is in
// gdb->payload. What has arrived by then is still looked at.
static enum gdb_result receive_until(struct gdb *gdb, uint64_t end)
{
	enum gdb_result result = understand(gdb);

	while (result == GDB_TIMEOUT) {
		uint64_t now = clock_ms();
		bool is_last = now >= end;

		result = receive_bytes(gdb, is_last ? 0 : (int)(end - now));
		if (result == GDB_OK)
			result = understand(gdb);
		if (is_last)
			break;
	}
	return result;
}

static enum gdb_result receive_packet(struct gdb *gdb, int ms)
{
	return receive_until(gdb, moment_in(ms));
}

// Waits for a packet that is not of a kind which comes unasked, if the present one is.
static enum gdb_result pass_over(struct gdb *gdb, bool (*is_unasked)(const char *payload),
				 uint64_t end)
{
	enum gdb_result result = GDB_OK;

	while (result == GDB_OK && is_unasked(gdb->payload))
		result = clock_ms() > end ? GDB_TIMEOUT : receive_until(gdb, end);
	return result;
}

// "OK", or what a target prints by itself ("O...").
static bool is_no_stop(const char *payload)
{
	return payload[0] == 'O';
}

static bool is_print(const char *payload)
{
	return payload[0] == 'O' && payload[1] != 'K';
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

// How much memory to ask for at once, given "PacketSize=400" or nothing.
static size_t piece_for(const char *packet_size)
{
	unsigned long size = packet_size == NULL ? 0 : strtoul(packet_size + 11, NULL, 16);

	// A write says where, and each byte takes two digits.
	if (size < 64 || size / 2 - 16 > READ_MAX)
		return READ_MAX;
	return size / 2 - 16;
}

static bool is_stop(const char *payload)
{
	uint8_t signal;

	return (payload[0] == 'T' || payload[0] == 'S') && hex_decode(payload + 1, &signal, 1);
}

enum gdb_result gdb_ask_stopped(struct gdb *gdb)
{
	enum gdb_result result = ask_text(gdb, "?");

	if (result == GDB_OK && !is_stop(gdb->payload))
		return GDB_GARBLED;
	return result;
}

// A server that we are not the first to use may tell by itself that its target stopped
// when we came, before it answers.
static enum gdb_result greet(struct gdb *gdb)
{
	uint64_t end = moment_in(PATIENCE);
	enum gdb_result result = ask_text(gdb, "qSupported");

	if (result == GDB_OK)
		result = pass_over(gdb, is_stop, end);
	if (result != GDB_OK)
		return result;
	gdb->describes = strstr(gdb->payload, "qXfer:features:read+") != NULL;
	gdb->read_max = piece_for(strstr(gdb->payload, "PacketSize="));
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
	return gdb_ask_stopped(gdb);
}

struct gdb *gdb_open(struct arena *arena, int fd, enum gdb_result *why)
{
	struct gdb *gdb = ARENA_NEW(arena, struct gdb);
	int on = 1;

	// Small packets must not wait for each other; a unix socket refuses, and never waits.
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	gdb->arena = arena;
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

// A socket connected to one of a host's addresses, or -1.
static int connect_any(const struct addrinfo *addresses)
{
	for (const struct addrinfo *a = addresses; a != NULL; a = a->ai_next) {
		int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);

		if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen) == 0)
			return fd;
		if (fd >= 0)
			close(fd);
	}
	return -1;
}

struct gdb *gdb_connect_port(struct arena *arena, struct str address, enum gdb_result *why)
{
	size_t colon = str_find_last(address, ':');
	struct str host = str_slice(address, 0, colon);
	struct str port = str_slice(address, colon + 1, address.len);
	struct addrinfo want = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	int fd;

	*why = GDB_UNKNOWN;
	if (getaddrinfo(host.len == 0 ? "localhost" : str_c(arena, host), str_c(arena, port), &want,
			&found) != 0)
		return NULL;
	*why = GDB_CLOSED;
	fd = connect_any(found);
	freeaddrinfo(found);
	return fd < 0 ? NULL : gdb_open(arena, fd, why);
}

int gdb_socket(const struct gdb *gdb)
{
	return gdb->fd;
}

enum gdb_result gdb_use_physical_memory(struct gdb *gdb, bool on)
{
	return command(gdb, on ? "Qqemu.PhyMemMode:1" : "Qqemu.PhyMemMode:0");
}

enum gdb_result gdb_set_stop(struct gdb *gdb, unsigned kind, uint32_t address, uint32_t size,
			     bool on)
{
	char text[40];

	snprintf(text, sizeof text, "%c%u,%x,%x", on ? 'Z' : 'z', kind, address, size);
	return command(gdb, text);
}

enum gdb_result gdb_break(struct gdb *gdb, uint32_t address)
{
	return gdb_set_stop(gdb, 0, address, 2, true);
}

enum gdb_result gdb_unbreak(struct gdb *gdb, uint32_t address)
{
	return gdb_set_stop(gdb, 0, address, 2, false);
}

enum gdb_result gdb_break_hard(struct gdb *gdb, uint32_t address)
{
	return gdb_set_stop(gdb, 1, address, 2, true);
}

enum gdb_result gdb_unbreak_hard(struct gdb *gdb, uint32_t address)
{
	return gdb_set_stop(gdb, 1, address, 2, false);
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
	uint64_t end = moment_in(ms);
	enum gdb_result result;

	result = receive_until(gdb, end);
	if (result == GDB_OK)
		result = pass_over(gdb, is_no_stop, end);
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

	for (size_t done = 0; done < n && result == GDB_OK; done += gdb->read_max) {
		size_t piece = n - done < gdb->read_max ? n - done : gdb->read_max;

		result = read_piece(gdb, address + (uint32_t)done, at + done, piece);
	}
	return result;
}

enum gdb_result gdb_write(struct gdb *gdb, uint32_t address, const void *from, size_t n)
{
	const uint8_t *at = from;
	enum gdb_result result = GDB_OK;

	for (size_t done = 0; done < n && result == GDB_OK; done += gdb->read_max) {
		size_t piece = n - done < gdb->read_max ? n - done : gdb->read_max;
		char text[32 + 2 * READ_MAX + 1];
		int head = snprintf(text, 32, "M%x,%zx:", address + (uint32_t)done, piece);

		hex_encode(text + head, at + done, piece);
		text[(size_t)head + 2 * piece] = '\0';
		result = command(gdb, text);
	}
	return result;
}

// A file that describes registers, piece by piece: "l" begins the last, "m" any other.
static enum gdb_result read_feature(struct gdb *gdb, struct str name, uint64_t end,
				    struct str *content)
{
	struct text text = {.arena = gdb->arena};
	enum gdb_result result;

	do {
		struct str request = str_format(gdb->arena, "qXfer:features:read:%.*s:%zx,%x",
						STR_ARG(name), text.len, READ_MAX);

		result = ask(gdb, request.at, request.len);
		if (result != GDB_OK)
			return result;
		if (gdb->payload[0] != 'l' && gdb->payload[0] != 'm')
			return GDB_REFUSED;
		if (text.len > FEATURE_MAX || clock_ms() > end)
			return GDB_GARBLED;
		text_add(&text, (struct str){gdb->payload + 1, gdb->payload_size - 1});
	} while (gdb->payload[0] == 'm' && gdb->payload_size > 1);
	*content = text_str(&text);
	return GDB_OK;
}

// The main file and those that it includes, in its order.
static enum gdb_result describe(struct gdb *gdb, uint64_t end)
{
	struct str main;
	struct str include;
	enum gdb_result result = read_feature(gdb, S("target.xml"), end, &main);

	if (result != GDB_OK)
		return result;
	description_add(gdb->arena, &gdb->registers, main);
	while ((include = description_next_include(&main)).len > 0) {
		struct str content;

		result = read_feature(gdb, include, end, &content);
		if (result != GDB_OK)
			return result;
		description_add(gdb->arena, &gdb->registers, content);
	}
	return GDB_OK;
}

// Takes a register from its digits; some servers send 'x' for those they do not have.
static void take_register(const struct described_register *from, const char *digits,
			  struct registers *to)
{
	uint8_t bytes[8];

	if (from->number == REG_COUNT || from->bytes != (from->is_pair ? 8u : 4u) ||
	    !hex_decode(digits, bytes, from->bytes))
		return;
	registers_set(to, from->number, bytes_word(bytes));
	if (from->is_pair)
		registers_set(to, from->number + 1, bytes_word(bytes + 4));
}

// A register that `g` does not send. That one cannot be read is no reason to give up.
static enum gdb_result read_one(struct gdb *gdb, const struct described_register *one,
				struct registers *to)
{
	char request[16];
	enum gdb_result result;

	if (one->number == REG_COUNT)
		return GDB_OK;
	snprintf(request, sizeof request, "p%x", one->regnum);
	result = ask_text(gdb, request);
	if (result == GDB_OK && gdb->payload_size == 2 * (size_t)one->bytes)
		take_register(one, gdb->payload, to);
	return result;
}

enum gdb_result gdb_read_registers(struct gdb *gdb, struct registers *registers)
{
	struct description *all = &gdb->registers;
	uint64_t end = moment_in(DESCRIBE_MS);
	enum gdb_result result = GDB_OK;
	size_t at = 0;
	size_t i = 0;

	if (all->count == 0 && gdb->describes)
		result = describe(gdb, end);
	if (all->count == 0)
		description_assume(gdb->arena, all);
	if (result == GDB_OK || result == GDB_REFUSED)
		result = ask(gdb, "g", 1);
	if (result != GDB_OK)
		return result;
	*registers = (struct registers){.known = 0};
	for (; i < all->count && at + 2 * all->items[i].bytes <= gdb->payload_size; i++) {
		take_register(&all->items[i], gdb->payload + at, registers);
		at += 2 * (size_t)all->items[i].bytes;
	}
	for (; i < all->count && result == GDB_OK && gdb->describes && clock_ms() < end; i++)
		result = read_one(gdb, &all->items[i], registers);
	return result == GDB_OK && !registers_have(registers, REG_PC) ? GDB_REFUSED : result;
}

enum gdb_result gdb_write_register(struct gdb *gdb, unsigned number, uint32_t value)
{
	for (size_t i = 0; i < gdb->registers.count; i++) {
		const struct described_register *one = &gdb->registers.items[i];
		uint8_t bytes[4];
		char text[32];
		int head;

		if (one->number != number || one->bytes != sizeof bytes)
			continue;
		bytes_put_word(bytes, value);
		head = snprintf(text, 16, "P%x=", one->regnum);
		hex_encode(text + head, bytes, sizeof bytes);
		text[(size_t)head + 2 * sizeof bytes] = '\0';
		return command(gdb, text);
	}
	return GDB_REFUSED;
}

enum gdb_result gdb_monitor(struct gdb *gdb, const char *text)
{
	char request[6 + 2 * 64 + 1] = "qRcmd,";
	size_t size = strlen(text);
	uint64_t end = moment_in(PATIENCE);
	enum gdb_result result;

	if (size > 64)
		return GDB_REFUSED;
	hex_encode(request + 6, text, size);
	result = ask(gdb, request, 6 + 2 * size);
	if (result == GDB_OK)
		result = pass_over(gdb, is_print, end);
	if (result != GDB_OK)
		return result;
	return strcmp(gdb->payload, "OK") == 0 ? GDB_OK : GDB_REFUSED;
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
