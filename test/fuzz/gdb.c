// GDB servers: whatever one sends, and whenever, the client returns, and before long.
//
// Of an input, the first byte says what comes after it: nothing more, silence, or its last
// bytes over and over; the second, in what pieces bytes arrive. If its third byte is even,
// the rest is sent as it is; else each line of it is a packet, which is sent when the client
// has sent something. Time goes by only when the client waits or receives.
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tool/target/gdb.h"
#include "tool/target/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
ssize_t __wrap_recv(int fd, void *to, size_t n, int flags);
ssize_t __wrap_send(int fd, const void *from, size_t n, int flags);
int __wrap_poll(struct pollfd *fds, nfds_t count, int ms);
int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t size);
int __wrap_close(int fd);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);

// A receipt takes so long, and all that is done with one server no longer than that.
#define RECEIPT_MS 50
#define PATIENCE_MS (20 * 60 * 1000)

enum { MAX_LINE = 1024 };

static struct arena arena;

static struct {
	const uint8_t *rest;
	size_t size;
	const uint8_t *again; // what is sent over and over at the end
	size_t again_size;
	bool is_silent; // at the end
	bool in_packets;
	size_t at_once; // bytes that arrive together
	char line[MAX_LINE + 8];
	size_t line_size;
	bool owes; // the client has sent something that was not answered
	uint64_t ms;
} server;

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void pass(uint64_t ms)
{
	server.ms += ms;
	if (server.ms > PATIENCE_MS) {
		fputs("the client waits for ever\n", stderr);
		abort();
	}
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	(void)clock;
	*now = (struct timespec){(time_t)(server.ms / 1000), (long)(server.ms % 1000) * 1000000};
	return 0;
}

// The next packet, as it is sent.
static void next_line(void)
{
	const uint8_t *end = memchr(server.rest, '\n', server.size);
	size_t length = end == NULL ? server.size : (size_t)(end - server.rest);
	size_t taken = end == NULL ? length : length + 1;
	uint8_t sum = 0;

	if (length > MAX_LINE)
		length = MAX_LINE;
	for (size_t i = 0; i < length; i++)
		sum = (uint8_t)(sum + server.rest[i]);
	memcpy(server.line, "+$", 2);
	memcpy(server.line + 2, server.rest, length);
	server.line[2 + length] = '#';
	hex_encode(server.line + 3 + length, &sum, 1);
	server.line_size = length + 5;
	server.rest += taken;
	server.size -= taken;
	server.owes = false;
}

static bool has_some(void)
{
	if (server.size == 0 && server.line_size == 0 && server.again_size > 0) {
		server.rest = server.again;
		server.size = server.again_size;
	}
	if (server.in_packets && server.line_size == 0 && server.size > 0 && server.owes)
		next_line();
	return server.in_packets ? server.line_size > 0 : server.size > 0;
}

static bool is_over(void)
{
	return server.size == 0 && server.line_size == 0 && server.again_size == 0;
}

int __wrap_poll(struct pollfd *fds, nfds_t count, int ms)
{
	(void)fds;
	require(count == 1 && ms >= 0);
	if (has_some() || (is_over() && !server.is_silent))
		return 1;
	// A server whose next packet waits for the client to say something.
	server.owes = true;
	pass((uint64_t)ms);
	return 0;
}

ssize_t __wrap_recv(int fd, void *to, size_t n, int flags)
{
	size_t got;

	(void)fd;
	(void)flags;
	pass(RECEIPT_MS);
	require(n > 0);
	if (!has_some())
		return 0;
	got = server.in_packets ? server.line_size : server.size;
	if (got > server.at_once)
		got = server.at_once;
	if (got > n)
		got = n;
	if (server.in_packets) {
		memcpy(to, server.line, got);
		server.line_size -= got;
		memmove(server.line, server.line + got, server.line_size);
	} else {
		memcpy(to, server.rest, got);
		server.rest += got;
		server.size -= got;
	}
	return (ssize_t)got;
}

ssize_t __wrap_send(int fd, const void *from, size_t n, int flags)
{
	static volatile uint8_t sum; // so that what is sent is read

	(void)fd;
	(void)flags;
	for (size_t i = 0; i < n; i++)
		sum = (uint8_t)(sum + ((const uint8_t *)from)[i]);
	server.owes = true;
	return (ssize_t)n;
}

int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t size)
{
	(void)fd;
	(void)level;
	(void)name;
	(void)value;
	(void)size;
	return 0;
}

int __wrap_close(int fd)
{
	(void)fd;
	return 0;
}

static void check(enum gdb_result result)
{
	require(result <= GDB_GARBLED && gdb_result_text(result) != NULL);
}

static void use(struct gdb *gdb)
{
	struct registers registers;
	struct gdb_stop stop;
	uint8_t bytes[1500] = {0};

	check(gdb_use_physical_memory(gdb, true));
	check(gdb_read_registers(gdb, &registers));
	check(gdb_read(gdb, 0x20000000, bytes, sizeof bytes));
	check(gdb_write(gdb, 0x20000000, bytes, sizeof bytes));
	check(gdb_break(gdb, 0x1000));
	check(gdb_continue(gdb));
	check(gdb_wait(gdb, 1000, &stop));
	check(gdb_interrupt(gdb));
	check(gdb_wait(gdb, 0, &stop));
	check(gdb_step(gdb));
	check(gdb_wait(gdb, 1000, &stop));
	check(gdb_monitor(gdb, "system_reset"));
	check(gdb_read_registers(gdb, &registers));
	gdb_detach(gdb);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum gdb_result why = GDB_OK;
	struct gdb *gdb;

	if (size < 4)
		return 0;
	memset(&server, 0, sizeof server);
	server.rest = data + 3;
	server.size = size - 3;
	server.is_silent = data[0] % 4 == 1;
	server.at_once = data[1] % 16 == 0 ? SIZE_MAX : data[1] % 16;
	server.in_packets = data[2] % 2 == 1;
	if (data[0] % 4 >= 2) {
		server.again_size = data[0] / 4 < server.size ? data[0] / 4u : server.size;
		server.again = data + size - server.again_size;
	}
	gdb = gdb_open(&arena, 0, &why);
	check(why);
	require((gdb != NULL) == (why == GDB_OK));
	if (gdb != NULL)
		use(gdb);
	arena_clear(&arena);
	return 0;
}
