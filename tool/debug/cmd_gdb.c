// bh gdb: GDB, or whatever debugs by way of it, sees every task as a thread.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tool/base/diag.h"
#include "tool/command.h"
#include "tool/debug/gdb_server.h"
#include "tool/target/target_gdb.h"

extern const struct command cmd_gdb;

#define PORT 2159u // what is registered for this protocol

static bool refuse(const char *what, unsigned port)
{
	diag_error(nowhere, "port %u: %s: %s", port, what, strerror(errno));
	diag_help("another one can be given with --port; 0 takes any that is free");
	return false;
}

// A socket that listens on this machine only. `port` is set to where it does.
static bool listen_on(unsigned *port, int *fd)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)*port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof address;
	int on = 1;

	*fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(*fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(*fd, (const struct sockaddr *)&address, size) != 0 || listen(*fd, 1) != 0 ||
	    getsockname(*fd, (struct sockaddr *)&address, &size) != 0)
		return refuse("nobody can listen there", *port);
	*port = ntohs(address.sin_port);
	return true;
}

static bool accept_one(struct session *session, int listener, int *fd)
{
	struct pollfd ready = {.fd = listener, .events = POLLIN};
	int on = 1;

	// A signal may come just before the call, which then would not end by it.
	while (poll(&ready, 1, TARGET_GDB_LOOK_MS) <= 0)
		if (!session_wait(session, 0))
			return false;
	*fd = accept(listener, NULL, NULL);
	if (*fd >= 0)
		setsockopt(*fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return *fd >= 0;
}

static bool serve(struct session *session, int in, int out)
{
	if (gdb_server_run(session, in, out) == GDB_SERVER_DETACHED)
		return true;
	diag_error(nowhere, "%.*s: the connection was closed", STR_ARG(session->target->name));
	return false;
}

// One GDB after the other; the target runs in between.
static int serve_port(struct session *session, unsigned port, bool once)
{
	int listener;
	int fd;

	if (!listen_on(&port, &listener))
		return 1;
	if (session->json) {
		json_object_set_new(session->root, "port", json_integer(port));
		session_flush_json(session);
	}
	fprintf(stderr,
		"bh: %.*s: a GDB server listens on port %u; Ctrl-C ends it\n"
		"  with the archive extracted: gdb-multiarch -x gdb.script -ex 'target remote "
		":%u'\n",
		STR_ARG(session->target->name), port, port);
	do {
		if (!session->target->found_halted)
			(void)!target_resume(session->target);
		if (!accept_one(session, listener, &fd))
			return 1;
		bool good = serve(session, fd, fd);
		close(fd);
		if (!good)
			return 1;
	} while (!once);
	return 0;
}

static bool read_port(const char *typed, unsigned *port)
{
	uint64_t number = PORT;

	if (typed != NULL && (!str_number(str_from(typed), &number) || number > UINT16_MAX)) {
		diag_error(nowhere, "--port cannot be '%s'", typed);
		diag_help("give a number up to %u", UINT16_MAX);
		return false;
	}
	*port = (unsigned)number;
	return true;
}

static int run(int argc, char **argv)
{
	struct session session;
	const char *typed = NULL;
	bool stdio = false;
	bool once = false;
	unsigned port;
	const struct option_spec options[] = {
		{"--port", NULL, &typed},
		{"--stdio", &stdio, NULL},
		{"--once", &once, NULL},
	};
	const struct session_spec spec = {
		.needs = SESSION_NEEDS_STATE,
		.options = options,
		.option_count = 3,
	};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	if (!read_port(typed, &port))
		return session_end(&session, 2);
	if (stdio && session.json) {
		fprintf(stderr, "bh gdb: --stdio and --json exclude each other\n");
		return session_end(&session, 2);
	}
	signal(SIGPIPE, SIG_IGN); // GDB may be gone
	if (stdio)
		return session_end(&session, serve(&session, STDIN_FILENO, STDOUT_FILENO) ? 0 : 1);
	int status = serve_port(&session, port, once);
	session.json &= status != 0; // it was printed when there was something to attach to
	return session_end(&session, status);
}

const struct command cmd_gdb = {
	.name = "gdb",
	.group = "Debug",
	.summary = "let GDB or an IDE attach, with every task as a thread",
	.run = run,
	.help = "usage: ./bh gdb [--port PORT | --stdio] [--once]\n"
		"\n"
		"A GDB server for a running system or a dump. Every task is a thread, with its\n"
		"registers, its calls, and its state in words. A running system can be stopped,\n"
		"continued and stepped, with breakpoints and watchpoints. A step of a task that\n"
		"does not run waits until it does, and steps over its system calls.\n"
		"\n"
		"  --port PORT  of this machine; 2159 without it\n"
		"  --stdio      talk over standard input and output, for GDB's\n"
		"               target remote | ./bh gdb --stdio\n"
		"  --once       end when the first GDB leaves\n"
		"With --json, an object on a line says which port, once it listens.\n" SESSION_HELP
		"\n"
		"example: ./bh extract --all demo && ./bh gdb\n"
		"         cd demo && gdb-multiarch -x gdb.script -ex 'target remote :2159'\n",
};
