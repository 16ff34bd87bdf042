// The GDB server: whatever a client sends, on a dump or on a target that runs, the server
// comes to an end when the client has.
//
// If the first byte of an input is odd, the target pretends to run. If the second is odd,
// the rest is sent as it is; else each line of it is a packet.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test/fuzz/base.h"
#include "test/fuzz/handles.h"
#include "test/fuzz/look.h"
#include "tool/debug/gdb_server.h"
#include "tool/target/packet.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
ssize_t __real_read(int fd, void *to, size_t n);
ssize_t __wrap_read(int fd, void *to, size_t n);

static struct arena stays;
static struct arena arena;
static struct base base;
static struct target *dump;
static int nowhere_to;
static int ready;         // always to be read from: the client
static struct str client; // what it sends yet

static size_t read_dump(struct target *target, uint32_t address, void *to, size_t n)
{
	(void)target;
	return dump->ops->read(dump, address, to, n);
}

static bool read_registers(struct target *target, struct registers *to)
{
	(void)target;
	return dump->ops->read_registers(dump, to);
}

static bool do_nothing(struct target *target)
{
	(void)target;
	return true;
}

static bool write_nothing(struct target *target, uint32_t address, const void *from, size_t n)
{
	(void)target;
	return n == 0 || (address % 2 == 0 && *(const uint8_t *)from != 0);
}

static bool write_no_register(struct target *target, unsigned number, uint32_t value)
{
	(void)target;
	return number < REG_COUNT && value % 2 == 0;
}

static bool set_no_stop(struct target *target, const struct target_stop *stop, bool on)
{
	(void)target;
	return on || stop->kind < 5;
}

static bool wait_a_little(struct target *target, unsigned ms, uint8_t *signal)
{
	(void)ms;
	target->halted = true;
	*signal = 5;
	return true;
}

static int socket_of(struct target *target)
{
	(void)target;
	return ready;
}

static const struct target_ops runs = {
	.read = read_dump,
	.write = write_nothing,
	.read_registers = read_registers,
	.halt = do_nothing,
	.resume = do_nothing,
	.step = do_nothing,
	.reset = do_nothing,
	.write_register = write_no_register,
	.set_stop = set_no_stop,
	.wait = wait_a_little,
	.socket = socket_of,
};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	base = base_open(&stays);
	dump = base.core->target;
	nowhere_to = open("/dev/null", O_WRONLY);
	ready = open("/dev/zero", O_RDONLY);
	if (nowhere_to < 0 || ready < 0)
		abort();
	return 0;
}

// Lines as packets.
static struct str frame(struct str lines)
{
	struct text all = {.arena = &arena};
	struct str line;

	while (str_next(&lines, '\n', &line)) {
		char *framed = arena_alloc(&arena, PACKET_FRAMED(line.len));

		text_add(&all, (struct str){framed, packet_frame(framed, line.at, line.len)});
	}
	return text_str(&all);
}

// A packet at a time, or what is left: one that comes before its predecessor was
// acknowledged is taken for the same again.
ssize_t __wrap_read(int fd, void *to, size_t n)
{
	size_t size = str_find(client, '#');

	if (fd != ready)
		return __real_read(fd, to, n);
	size = size + 3 < client.len ? size + 3 : client.len;
	if (size > n)
		size = n;
	memcpy(to, client.at, size);
	client = str_slice(client, size, client.len);
	return (ssize_t)size;
}

static void serve(struct target *target, struct str bytes)
{
	struct session session = look_begin(&arena, base.program, target);

	client = bytes;
	gdb_server_run(&session, ready, nowhere_to);
	json_decref(session.root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct target live = {
		.ops = &runs,
		.kind = TARGET_LIVE,
		.arena = &arena,
		.name = S("a target"),
		.halted = true,
		.found_halted = true,
	};
	struct str bytes;

	if (size < 2)
		return 0;
	bytes = (struct str){(const char *)data + 2, size - 2};
	if (data[1] % 2 == 0)
		bytes = frame(bytes);
	serve(data[0] % 2 == 1 ? &live : dump, bytes);
	handles_close();
	arena_clear(&arena);
	return 0;
}
