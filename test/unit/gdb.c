// The GDB client against a stub that says what the test tells it to.
#include <pthread.h>
#include <string.h>
#include <netinet/in.h>
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

// A stub that is called at a port.
struct port_stub {
	int listener;
	struct stub stub;
};

static void *accept_and_play(void *context)
{
	struct port_stub *port = context;

	port->stub.fd = accept(port->listener, NULL, NULL);
	return play(&port->stub);
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

// A connection to a stub that greets well.
static struct gdb *greet(struct stub *stub, const struct line *script)
{
	struct gdb *gdb = open_stub(stub, script);

	CHECK(gdb != NULL);
	return gdb;
}

// Closes a connection, if there is one, after all that the script says.
static void part(struct stub *stub, struct gdb *gdb)
{
	CHECK(went_as_told(stub));
	if (gdb != NULL)
		gdb_close(gdb);
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
	struct gdb *gdb = greet(&stub, script);
	uint8_t bytes[4] = {0};

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
	struct gdb *gdb = greet(&stub, script);
	struct registers registers = {.known = 0};

	if (gdb == NULL)
		return;
	CHECK(gdb_read_registers(gdb, &registers) == GDB_OK);
	CHECK(registers.value[1] == 1 && registers.value[REG_PC] == 15);
	CHECK(!registers_have(&registers, REG_XPSR));
	part(&stub, gdb);
}

static void reads_what_registers_there_are(void)
{
	static const struct line script[] = {
		{"qSupported", "qXfer:features:read+"},
		{"?", "S05"},
		{"qXfer:features:read:target.xml:0,400", "m<target><xi:include href=\"c.xml\"/>"},
		{"qXfer:features:read:target.xml:22,400", "l</target>"},
		{"qXfer:features:read:c.xml:0,400",
		 "l<reg name=\"pc\" bitsize=\"32\"/><reg name=\"lr\" bitsize=\"32\"/>"
		 "<reg name=\"d0\" bitsize=\"64\" regnum=\"26\"/><reg name=\"odd\" "
		 "bitsize=\"32\"/>"},
		{"g", "78563412xxxxxxxx"},
		{"p1a", "0100000002000000"},
		{NULL, NULL},
	};
	struct stub stub;
	struct gdb *gdb = greet(&stub, script);
	struct registers registers = {.known = 0};

	if (gdb == NULL)
		return;
	CHECK(gdb_read_registers(gdb, &registers) == GDB_OK);
	CHECK(registers.value[REG_PC] == 0x12345678);
	CHECK(!registers_have(&registers, REG_LR)); // the server does not have it
	CHECK(registers.value[REG_S0] == 1 && registers.value[REG_S0 + 1] == 2);
	part(&stub, gdb);
}

// A server that takes 64 bytes in a packet is asked for 16 bytes of memory at a time: each
// takes two digits, and a write says where as well.
static void asks_for_no_more_than_fits(void)
{
	static const struct line script[] = {
		{"qSupported", "PacketSize=40"},
		{"?", "S05"},
		{"m100,10", "000102030405060708090a0b0c0d0e0f"},
		{"m110,4", "10111213"},
		{NULL, NULL},
	};
	struct stub stub;
	struct gdb *gdb = greet(&stub, script);
	uint8_t bytes[20];

	if (gdb == NULL)
		return;
	CHECK(gdb_read(gdb, 0x100, bytes, 20) == GDB_OK);
	CHECK(bytes[0] == 0 && bytes[15] == 0x0f && bytes[19] == 0x13);
	part(&stub, gdb);
}

static void passes_commands_on(void)
{
	static const struct line script[] = {
		{"qSupported", ""},
		{"?", "S05"},
		{"qRcmd,6869", "O68690a"},
		{NULL, NULL},
	};
	struct stub stub;
	struct gdb *gdb = greet(&stub, script);

	if (gdb == NULL)
		return;
	CHECK(gdb_monitor(gdb, "hi") == GDB_CLOSED); // what it printed is no answer
	part(&stub, gdb);
}

static void connects_to_ports(void)
{
	static const struct line script[] = {{"qSupported", ""}, {"?", "S05"}, {NULL, NULL}};
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t size = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	struct port_stub port = {.listener = listener, .stub.script = script};
	enum gdb_result why;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(bind(listener, (struct sockaddr *)&address, sizeof address) == 0);
	CHECK(listen(listener, 1) == 0);
	CHECK(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
	pthread_create(&port.stub.thread, NULL, accept_and_play, &port);
	struct str where = str_format(&arena, "127.0.0.1:%u", ntohs(address.sin_port));
	struct gdb *gdb = gdb_connect_port(&arena, where, &why);
	CHECK(gdb != NULL);
	part(&port.stub, gdb);
	close(listener);
	CHECK(gdb_connect_port(&arena, S("127.0.0.1:no-such-port"), &why) == NULL);
}

static void waits_for_stops(void)
{
	static const struct line script[] = {
		{"qSupported", ""}, {"?", "S05"}, {"c", NULL}, {"s", "O6869"}, {NULL, NULL},
	};
	struct stub stub;
	struct gdb *gdb = greet(&stub, script);
	struct gdb_stop stop;

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
	part(&stub, gdb);
}

static void overhears_a_stop(void)
{
	static const struct line script[] = {
		{"qSupported", "!$T02thread:01;#04+$PacketSize=1000#f1"},
		{"?", "T02thread:01;"},
		{NULL, NULL},
	};
	struct stub stub;
	struct gdb *gdb = greet(&stub, script);

	part(&stub, gdb);
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
	unit_run("gdb: what registers there are", reads_what_registers_there_are);
	unit_run("gdb: small packets", asks_for_no_more_than_fits);
	unit_run("gdb: commands for the server", passes_commands_on);
	unit_run("gdb: ports", connects_to_ports);
	unit_run("gdb: strangers", refuses_strangers);
	return unit_status();
}
