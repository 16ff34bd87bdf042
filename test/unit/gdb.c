// The GDB client against a stub that says what the test tells it to.
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test/unit/unit.h"
#include "tool/target/gdb.h"
#include "tool/target/packet.h"

// What the stub expects, and answers; NULL ends the script, and the connection.
struct line {
	const char *expects;
	const char *answers; // raw if it begins with '!', NULL for nothing
};

struct stub {
	int fd;
	const struct line *script;
	bool surprised;
	pthread_t thread;
};

static struct arena arena;

static void answer(int fd, const char *text)
{
	char framed[PACKET_FRAMED(256) + 1] = "+";
	size_t size;

	if (text[0] == '!') {
		(void)!write(fd, text + 1, strlen(text + 1));
		return;
	}
	size = packet_frame(framed + 1, text, strlen(text));
	(void)!write(fd, framed, size + 1);
}

// The next request; false when the other side has closed.
static bool next_request(struct stub *stub, char *in, size_t *have, char *request, size_t room)
{
	for (;;) {
		struct packet packet = packet_take(in, *have, request, room);
		ssize_t n;

		*have -= packet.consumed;
		memmove(in, in + packet.consumed, *have);
		if (packet.kind == PACKET_DATA)
			return true;
		if (packet.kind == PACKET_ACK)
			continue;
		n = read(stub->fd, in + *have, 512 - *have);
		if (n <= 0)
			return false;
		*have += (size_t)n;
	}
}

static void *play(void *context)
{
	struct stub *stub = context;
	char in[512];
	char request[256];
	size_t have = 0;

	for (const struct line *line = stub->script; line->expects != NULL; line++) {
		if (!next_request(stub, in, &have, request, sizeof request) ||
		    strcmp(request, line->expects) != 0) {
			stub->surprised = true;
			break;
		}
		if (line->answers != NULL)
			answer(stub->fd, line->answers);
	}
	close(stub->fd);
	return NULL;
}

static struct gdb *open_stub(struct stub *stub, const struct line *script)
{
	int ends[2];
	enum gdb_result why;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
		return NULL;
	*stub = (struct stub){.fd = ends[1], .script = script};
	pthread_create(&stub->thread, NULL, play, stub);
	return gdb_open(&arena, ends[0], &why);
}

static bool went_as_told(struct stub *stub)
{
	pthread_join(stub->thread, NULL);
	return !stub->surprised;
}

static void greets_and_asks(void)
{
	static const struct line script[] = {
		{"qSupported", "PacketSize=1000"},
		{"?", "T05thread:01;"},
		{"Qqemu.PhyMemMode:1", "OK"},
		{"Z0,1000,2", "OK"},
		{"z0,1000,2", "OK"},
		{"Z1,1002,2", ""},
		{"m20000000,4", "78563412"},
		{"M20000000,2:beef", "OK"},
		{"m30000000,4", "E14"},
		{NULL, NULL},
	};
	struct stub stub;
	struct gdb *gdb = open_stub(&stub, script);
	uint8_t bytes[4] = {0};

	CHECK(gdb != NULL);
	if (gdb == NULL)
		return;
	CHECK(gdb_use_physical_memory(gdb, true) == GDB_OK);
	CHECK(gdb_break(gdb, 0x1000) == GDB_OK);
	CHECK(gdb_unbreak(gdb, 0x1000) == GDB_OK);
	CHECK(gdb_break_hard(gdb, 0x1002) == GDB_REFUSED);
	CHECK(gdb_read(gdb, 0x20000000, bytes, 4) == GDB_OK);
	CHECK(bytes[0] == 0x78 && bytes[3] == 0x12);
	CHECK(gdb_write(gdb, 0x20000000, "\xbe\xef", 2) == GDB_OK);
	CHECK(gdb_read(gdb, 0x30000000, bytes, 4) == GDB_REFUSED);
	CHECK(went_as_told(&stub));
	CHECK(gdb_read(gdb, 0x20000000, bytes, 4) == GDB_CLOSED);
	gdb_close(gdb);
}

static void drops_acknowledgements_if_offered(void)
{
	static const struct line script[] = {
		{"qSupported", "QStartNoAckMode+"},
		{"QStartNoAckMode", "OK"},
		{"?", "!$S05#b8"},
		{"g", "!$00000000010000000200000003000000040000000500000006000000070000000800000009"
		      "0000000a0000000b0000000c0000000d0000000e0000000f000000#62"},
		{NULL, NULL},
	};
	struct stub stub;
	struct gdb *gdb = open_stub(&stub, script);
	struct registers registers = {.known = 0};

	CHECK(gdb != NULL);
	if (gdb == NULL)
		return;
	CHECK(gdb_read_registers(gdb, &registers) == GDB_OK);
	CHECK(registers.value[1] == 1 && registers.value[REG_PC] == 15);
	CHECK(!registers_have(&registers, REG_XPSR));
	CHECK(went_as_told(&stub));
	gdb_close(gdb);
}

static void waits_for_stops(void)
{
	static const struct line script[] = {
		{"qSupported", ""}, {"?", "S05"}, {"c", NULL}, {"s", "O6869"}, {NULL, NULL},
	};
	struct stub stub;
	struct gdb *gdb = open_stub(&stub, script);
	struct gdb_stop stop;

	CHECK(gdb != NULL);
	if (gdb == NULL)
		return;
	CHECK(gdb_continue(gdb) == GDB_OK);
	CHECK(gdb_wait(gdb, 0, &stop) == GDB_TIMEOUT);
	CHECK(gdb_wait(gdb, 20, &stop) == GDB_TIMEOUT);
	answer(stub.fd, "T02thread:01;");
	CHECK(gdb_wait(gdb, 1000, &stop) == GDB_OK);
	CHECK(stop.signal == GDB_SIGNAL_INTERRUPT);
	CHECK(gdb_step(gdb) == GDB_OK);
	CHECK(gdb_wait(gdb, 1000, &stop) == GDB_CLOSED);
	CHECK(went_as_told(&stub));
	gdb_close(gdb);
}

static void overhears_a_stop(void)
{
	static const struct line script[] = {
		{"qSupported", "!$T02thread:01;#04+$PacketSize=1000#f1"},
		{"?", "T02thread:01;"},
		{NULL, NULL},
	};
	struct stub stub;
	struct gdb *gdb = open_stub(&stub, script);

	CHECK(gdb != NULL);
	CHECK(went_as_told(&stub));
	if (gdb != NULL)
		gdb_close(gdb);
}

static void refuses_strangers(void)
{
	static const struct line script[] = {
		{"qSupported", ""},
		{"?", "what"},
		{NULL, NULL},
	};
	struct stub stub;

	CHECK(open_stub(&stub, script) == NULL);
	CHECK(went_as_told(&stub));
}

int main(void)
{
	unit_run("gdb: requests and answers", greets_and_asks);
	unit_run("gdb: no acknowledgements", drops_acknowledgements_if_offered);
	unit_run("gdb: stops", waits_for_stops);
	unit_run("gdb: a stop that nobody asked about", overhears_a_stop);
	unit_run("gdb: strangers", refuses_strangers);
	return unit_status();
}
