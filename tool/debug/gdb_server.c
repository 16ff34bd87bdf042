// A GDB server on which each task is a thread (gdb_server.h).
//
// There is one processor, so `continue` and `step` mean all threads. Two things make tasks
// feel like threads all the same:
//
//   - A step of a task that is not the current one runs the system until it is, and then
//     steps.
//   - A step into a system call ends behind it, when the kernel returns to that task, not
//     in the kernel. Breakpoints in the kernel, or in other tasks, still stop it.
//
// Registers of a task that does not run are where the kernel and the processor saved them.
// They can be read; only the processor's own can be changed.
#include "tool/debug/gdb_server.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/bytes.h"
#include "tool/debug/gdb_view.h"
#include "tool/debug/gdb_wire.h"

#define SIGNAL_NONE 0u
#define SIGNAL_INTERRUPT 2u
#define SIGNAL_TRAP 5u

#define SVC 0xDF00u // the instruction of system calls, but for its number

#define STOPS_MAX 64u

#define NO_THREAD 0u // "any", in the protocol

struct server {
	struct session *session;
	struct target *target;
	struct gdb_wire wire;
	struct arena arena; // of what is known of the present stop
	struct system *system;
	size_t thread; // that registers are asked of; NO_THREAD: the current one
	struct target_stop stops[STOPS_MAX]; // that GDB has set
	size_t stop_count;
	uint8_t signal;
	bool over;
	enum gdb_server_end end;
};

static void end(struct server *server, enum gdb_server_end how)
{
	server->over = true;
	server->end = how;
}

static void reply(struct server *server, struct str payload)
{
	if (!gdb_wire_send(&server->wire, payload))
		end(server, GDB_SERVER_DETACHED);
}

static void reply_error(struct server *server)
{
	reply(server, S("E01"));
}

static void reply_done(struct server *server, bool good)
{
	reply(server, good ? S("OK") : S("E01"));
}

static struct system *system_now(struct server *server)
{
	if (server->system == NULL)
		server->system =
			system_read_as_is(&server->arena, server->session->program, server->target);
	return server->system;
}

static void forget(struct server *server)
{
	server->system = NULL;
	server->thread = NO_THREAD;
	arena_clear(&server->arena);
}

static size_t chosen_thread(struct server *server)
{
	struct system *system = system_now(server);

	return gdb_view_has(system, server->thread) ? server->thread : gdb_view_current(system);
}

static void reply_stop(struct server *server)
{
	reply(server, str_format(&server->arena, "T%02xthread:%zx;", server->signal,
				 gdb_view_current(system_now(server))));
}

// Text for GDB's user, while he waits for a stop.
static void say(struct server *server, const char *text)
{
	size_t n = strlen(text);
	char *payload = arena_alloc(&server->arena, 2 * n + 2);

	payload[0] = 'O';
	hex_encode(payload + 1, text, n);
	reply(server, (struct str){payload, 2 * n + 1});
}

static bool stop_by_user(struct server *server)
{
	forget(server);
	if (!target_halt(server->target))
		return false;
	server->signal = SIGNAL_INTERRUPT;
	return true;
}

// Lets the target run until it stops, or GDB wants it to. False if that was not by itself.
static bool run_on(struct server *server)
{
	forget(server);
	if (!target_resume(server->target)) {
		end(server, GDB_SERVER_LOST);
		return false;
	}
	for (;;) {
		switch (gdb_wire_wait(&server->wire, target_socket(server->target))) {
		case GDB_WIRE_TARGET:
			// It may also have been a signal, for which this looks.
			if (target_wait(server->target, 0, &server->signal))
				return true;
			if (server->target->gone) {
				end(server, GDB_SERVER_LOST);
				return false;
			}
			if (session_wait(server->session, 0))
				continue;
			(void)stop_by_user(server);
			end(server, GDB_SERVER_DETACHED);
			return false;
		case GDB_WIRE_PACKET:
			continue; // there is nothing to ask of a target that runs
		case GDB_WIRE_INTERRUPT:
			if (!stop_by_user(server))
				end(server, GDB_SERVER_LOST);
			return false;
		case GDB_WIRE_CLOSED:
			(void)stop_by_user(server);
			end(server, GDB_SERVER_DETACHED);
			return false;
		}
	}
}

// Whether a thread is the one whose registers are the processor's.
static bool is_current(struct server *server, size_t thread)
{
	return gdb_view_current(system_now(server)) == thread;
}

static bool is_at(struct server *server, size_t thread, uint32_t address)
{
	uint32_t pc;

	return is_current(server, thread) &&
	       registers_get(&system_now(server)->processor, REG_PC, &pc) && pc == address;
}

// Lets the target run until a task gets to an address. False if it stopped elsewhere.
static bool run_to(struct server *server, size_t thread, uint32_t address)
{
	const struct target_stop stop = {.kind = 1, .address = address, .size = 2};
	bool there;

	if (!target_set_stop(server->target, &stop, true))
		return false;
	there = run_on(server) && is_at(server, thread, address);
	if (!server->over)
		(void)!target_set_stop(server->target, &stop, false);
	return there;
}

static bool thread_pc(struct server *server, size_t thread, uint32_t *pc)
{
	struct str digits = gdb_view_register(&server->arena, system_now(server), thread, REG_PC);
	uint8_t bytes[4];

	if (digits.len != 8 || !hex_decode(digits.at, bytes, sizeof bytes))
		return false;
	*pc = bytes_word(bytes) & ~1u;
	return true;
}

static void step(struct server *server, size_t thread)
{
	uint32_t instruction;
	uint32_t pc;

	if (thread != NO_THREAD && gdb_view_has(system_now(server), thread) &&
	    !is_current(server, thread) &&
	    (!thread_pc(server, thread, &pc) || !run_to(server, thread, pc)))
		return;
	thread = gdb_view_current(system_now(server));
	bool calls = thread != gdb_view_kernel(server->system) && thread_pc(server, thread, &pc) &&
		     target_read_number(server->target, pc, 2, &instruction) &&
		     (instruction & 0xFF00u) == SVC;
	forget(server);
	server->signal = SIGNAL_TRAP;
	if (calls)
		run_to(server, thread, pc + 2);
	else if (!target_step(server->target))
		end(server, GDB_SERVER_LOST);
}

static void go(struct server *server, bool steps, size_t thread)
{
	if (server->target->kind != TARGET_LIVE) {
		say(server, "This is a dump: it does not run.\n");
		server->signal = SIGNAL_NONE;
	} else if (steps) {
		step(server, thread);
	} else {
		server->signal = SIGNAL_TRAP;
		run_on(server);
	}
	if (server->over && server->end == GDB_SERVER_LOST)
		reply(server, S("X09")); // as a process that was killed
	else if (!server->over)
		reply_stop(server);
}

// Takes hexadecimal digits.
static uint32_t take_number(const char **at)
{
	char *behind;
	unsigned long number = strtoul(*at, &behind, 16);

	*at = behind;
	return (uint32_t)number;
}

static bool take_byte(const char **at, char byte)
{
	if (**at != byte)
		return false;
	++*at;
	return true;
}

// "-1": all; "0": any
static size_t take_thread(const char **at)
{
	if (take_byte(at, '-')) {
		take_number(at);
		return NO_THREAD;
	}
	return take_number(at);
}

// "vCont;s:3;c": of several actions, a step is what matters.
static void do_continue(struct server *server, const char *at)
{
	bool steps = false;
	size_t thread = NO_THREAD;

	while (take_byte(&at, ';')) {
		char action = *at;

		at += strcspn(at, ":;");
		size_t which = take_byte(&at, ':') ? take_thread(&at) : NO_THREAD;
		if (action != 's' && action != 'S')
			continue;
		steps = true;
		thread = which;
	}
	go(server, steps, thread);
}

static void do_read_memory(struct server *server, const char *at)
{
	uint32_t address = take_number(&at);
	size_t size = take_byte(&at, ',') ? take_number(&at) : 0;
	uint8_t bytes[GDB_WIRE_PAYLOAD / 2];
	char digits[GDB_WIRE_PAYLOAD];

	if (size > sizeof bytes)
		size = sizeof bytes;
	size = target_read_some(server->target, address, bytes, size);
	if (size == 0) {
		reply_error(server);
		return;
	}
	hex_encode(digits, bytes, size);
	reply(server, (struct str){digits, 2 * size});
}

static void do_write_memory(struct server *server, const char *at)
{
	uint32_t address = take_number(&at);
	size_t size = take_byte(&at, ',') ? take_number(&at) : 0;
	uint8_t bytes[GDB_WIRE_PAYLOAD / 2];

	bool good = take_byte(&at, ':') && size <= sizeof bytes && strlen(at) == 2 * size &&
		    hex_decode(at, bytes, size) &&
		    target_write(server->target, address, bytes, size);
	reply_done(server, good);
}

static void do_read_register(struct server *server, const char *at)
{
	struct str digits = gdb_view_register(&server->arena, system_now(server),
					      chosen_thread(server), take_number(&at));

	reply(server, digits.len > 0 ? digits : S("E01"));
}

static void do_write_register(struct server *server, const char *at)
{
	size_t regnum = take_number(&at);
	unsigned number = gdb_view_register_number(system_now(server), regnum);
	uint8_t bytes[4];

	if (number == REG_COUNT || !take_byte(&at, '=') || strlen(at) != 8 ||
	    !hex_decode(at, bytes, sizeof bytes) || !is_current(server, chosen_thread(server)) ||
	    !target_write_register(server->target, number, bytes_word(bytes))) {
		reply_error(server);
		return;
	}
	server->system = NULL;
	reply(server, S("OK"));
}

static bool is_same(const struct target_stop *a, const struct target_stop *b)
{
	return a->kind == b->kind && a->address == b->address && a->size == b->size;
}

static bool set_stop(struct server *server, const struct target_stop *stop)
{
	if (server->stop_count == STOPS_MAX || !target_set_stop(server->target, stop, true))
		return false;
	server->stops[server->stop_count++] = *stop;
	return true;
}

static bool clear_stop(struct server *server, const struct target_stop *stop)
{
	for (size_t i = 0; i < server->stop_count; i++) {
		if (!is_same(&server->stops[i], stop))
			continue;
		server->stops[i] = server->stops[--server->stop_count];
		return target_set_stop(server->target, stop, false);
	}
	return false;
}

// Those that a GDB leaves behind which did not end in order.
static void clear_all_stops(struct server *server)
{
	while (server->stop_count > 0)
		if (!clear_stop(server, &server->stops[server->stop_count - 1]))
			continue; // it is off the list all the same
}

static void do_stop(struct server *server, const char *at, bool on)
{
	struct target_stop stop = {.kind = take_number(&at)};

	if (take_byte(&at, ','))
		stop.address = take_number(&at);
	if (take_byte(&at, ','))
		stop.size = take_number(&at);
	reply_done(server, on ? set_stop(server, &stop) : clear_stop(server, &stop));
}

// "Hg3": registers are asked of thread 3. "Hc" is from before vCont.
static void do_choose(struct server *server, const char *at)
{
	bool registers = take_byte(&at, 'g');

	if (!registers && *at != '\0')
		at++;
	size_t thread = take_thread(&at);
	if (thread != NO_THREAD && !gdb_view_has(system_now(server), thread)) {
		reply_error(server);
		return;
	}
	if (registers)
		server->thread = thread;
	reply(server, S("OK"));
}

// A part of a long text: "offset,length".
static void do_read_part(struct server *server, struct str whole, const char *at)
{
	size_t offset = take_number(&at);
	size_t size = take_byte(&at, ',') ? take_number(&at) : 0;
	size_t most = GDB_WIRE_PAYLOAD - 1;

	if (size > most)
		size = most;
	struct str part = str_slice(whole, offset, offset + size);
	bool last = offset + part.len >= whole.len;
	reply(server, str_format(&server->arena, "%c%.*s", last ? 'l' : 'm', STR_ARG(part)));
}

static void reply_hex(struct server *server, struct str text)
{
	char *digits = arena_alloc(&server->arena, 2 * text.len + 1);

	hex_encode(digits, text.at, text.len);
	reply(server, (struct str){digits, 2 * text.len});
}

static void do_thread_info(struct server *server, const char *at)
{
	struct system *system = system_now(server);
	size_t thread = take_thread(&at);

	if (!gdb_view_has(system, thread)) {
		reply_error(server);
		return;
	}
	struct str name = gdb_view_name(system, thread);
	struct str state = gdb_view_state(system, thread);
	reply_hex(server, str_format(&server->arena, "%.*s: %.*s", STR_ARG(name), STR_ARG(state)));
}

// Older clients list threads by this.
static void do_list_threads(struct server *server)
{
	struct system *system = system_now(server);
	struct text text = {.arena = &server->arena};

	for (size_t thread = 1; thread <= gdb_view_kernel(system); thread++)
		if (gdb_view_has(system, thread))
			text_addf(&text, "%c%zx", text.len == 0 ? 'm' : ',', thread);
	reply(server, text.len == 0 ? S("l") : text_str(&text));
}

// `monitor` in GDB.
static void do_command(struct server *server, const char *at)
{
	char command[64] = "";
	size_t size = strlen(at) / 2;

	if (size >= sizeof command || !hex_decode(at, command, size)) {
		reply_error(server);
	} else if (strcmp(command, "reset") == 0) {
		bool good = target_reset(server->target);

		forget(server);
		reply_done(server, good);
	} else {
		reply_hex(server, S("the commands are: reset\n"
				    "for all others use bh in a terminal, once GDB has left\n"));
	}
}

static void do_query(struct server *server, const char *at)
{
	static const struct {
		const char *prefix;
		void (*answer)(struct server *server, const char *at);
	} queries[] = {{"qThreadExtraInfo,", do_thread_info}, {"qRcmd,", do_command}};
	const char threads[] = "qXfer:threads:read::";
	const char features[] = "qXfer:features:read:target.xml:";

	for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
		if (strncmp(at, queries[i].prefix, strlen(queries[i].prefix)) != 0)
			continue;
		queries[i].answer(server, at + strlen(queries[i].prefix));
		return;
	}
	if (strncmp(at, "qSupported", 10) == 0)
		reply(server, str_format(&server->arena,
					 "PacketSize=%x;QStartNoAckMode+;qXfer:features:read+;"
					 "qXfer:threads:read+;vContSupported+",
					 GDB_WIRE_PAYLOAD));
	else if (strncmp(at, threads, strlen(threads)) == 0)
		do_read_part(server, gdb_view_threads(&server->arena, system_now(server)),
			     at + strlen(threads));
	else if (strncmp(at, features, strlen(features)) == 0)
		do_read_part(server, gdb_view_description(&server->arena, system_now(server)),
			     at + strlen(features));
	else if (strcmp(at, "qfThreadInfo") == 0)
		do_list_threads(server);
	else if (strcmp(at, "qsThreadInfo") == 0)
		reply(server, S("l"));
	else if (strcmp(at, "qC") == 0)
		reply(server, str_format(&server->arena, "QC%zx", chosen_thread(server)));
	else if (strcmp(at, "qAttached") == 0)
		reply(server, S("1"));
	else
		reply(server, S(""));
}

static void do_set(struct server *server, const char *at)
{
	bool known = strcmp(at, "QStartNoAckMode") == 0;

	reply(server, known ? S("OK") : S(""));
	if (known)
		server->wire.acks = false;
}

static void do_verbose(struct server *server, const char *at)
{
	if (strcmp(at, "vCont?") == 0)
		reply(server, S("vCont;c;C;s;S"));
	else if (strncmp(at, "vCont", 5) == 0)
		do_continue(server, at + 5);
	else
		reply(server, S(""));
}

static void answer(struct server *server)
{
	const char *at = server->wire.payload;

	switch (*at) {
	case '?':
		reply_stop(server);
		return;
	case 'g':
		reply(server, gdb_view_registers(&server->arena, system_now(server),
						 chosen_thread(server)));
		return;
	case 'p':
		do_read_register(server, at + 1);
		return;
	case 'P':
		do_write_register(server, at + 1);
		return;
	case 'm':
		do_read_memory(server, at + 1);
		return;
	case 'M':
		do_write_memory(server, at + 1);
		return;
	case 'c':
		go(server, false, NO_THREAD);
		return;
	case 's':
		go(server, true, NO_THREAD);
		return;
	case 'Z':
	case 'z':
		do_stop(server, at + 1, *at == 'Z');
		return;
	case 'H':
		do_choose(server, at + 1);
		return;
	case 'T':
		at++;
		reply_done(server, gdb_view_has(system_now(server), take_thread(&at)));
		return;
	case 'q':
		do_query(server, at);
		return;
	case 'Q':
		do_set(server, at);
		return;
	case 'v':
		do_verbose(server, at);
		return;
	case 'D':
		reply(server, S("OK"));
		end(server, GDB_SERVER_DETACHED);
		return;
	case 'k': // whoever kills a program on a board means to leave it
		end(server, GDB_SERVER_DETACHED);
		return;
	default:
		reply(server, S(""));
	}
}

enum gdb_server_end gdb_server_run(struct session *session, int in, int out)
{
	struct server *server = ARENA_NEW(session->arena, struct server);

	*server = (struct server){
		.session = session,
		.target = session->target,
		.wire = {.in = in, .out = out, .acks = true},
		.signal = session_is_live(session) ? SIGNAL_TRAP : SIGNAL_NONE,
	};
	if (!target_halt(server->target))
		return GDB_SERVER_LOST;
	// As long as there are no breakpoints: one that is in the kernel by chance goes on to
	// where tables and registers are a whole.
	server->system = system_read(&server->arena, session->program, server->target);
	while (!server->over) {
		switch (gdb_wire_wait(&server->wire, -1)) {
		case GDB_WIRE_PACKET:
			answer(server);
			break;
		case GDB_WIRE_CLOSED:
			end(server, GDB_SERVER_DETACHED);
			break;
		case GDB_WIRE_INTERRUPT: // it has stopped already
			break;
		case GDB_WIRE_TARGET: // a signal: acted on with the next exchange
			if (!session_wait(session, 0))
				end(server, GDB_SERVER_DETACHED);
			break;
		}
	}
	clear_all_stops(server);
	arena_clear(&server->arena);
	return server->end;
}
