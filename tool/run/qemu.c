// A QEMU process that runs an image (qemu.h).
#define _GNU_SOURCE // pipe2, memfd_create, F_SETPIPE_SZ

#include "tool/run/qemu.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tool/base/diag.h"
#include "tool/base/file.h"

#define PROGRAM "qemu-system-arm"
#define SCREEN_SIZE (1 << 20) // bytes that the guest may print while we look away
#define ARGUMENTS_MAX 40

// The child's ends.
struct ends {
	int keyboard;
	int screen;
	int pace;  // or -1
	int qtest; // or -1
	int trace; // or -1
	int qmp;
	int messages;
};

static bool open_ends(const struct qemu_options *options, struct qemu *ours, struct ends *theirs)
{
	int keyboard[2];
	int screen[2];
	int qmp[2];
	int pace[2] = {-1, -1};
	int qtest[2] = {-1, -1};
	int trace[2] = {-1, -1};

	ours->messages = memfd_create("qemu-messages", MFD_CLOEXEC);
	if (ours->messages < 0 || pipe2(keyboard, O_CLOEXEC) != 0 ||
	    pipe2(screen, O_CLOEXEC) != 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, qmp) != 0)
		return false;
	if (options->virtual_time &&
	    (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pace) != 0 ||
	     socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, qtest) != 0))
		return false;
	if (options->counted && pipe2(trace, O_CLOEXEC) != 0)
		return false;
	// The least that a user may always have is less; then a burst may make the guest wait.
	fcntl(screen[0], F_SETPIPE_SZ, SCREEN_SIZE);
	fcntl(screen[0], F_SETFL, O_NONBLOCK);
	ours->keyboard = keyboard[1];
	ours->withdraw = keyboard[0];
	ours->screen = screen[0];
	ours->qmp = qmp[0];
	ours->pace = pace[0];
	ours->qtest = qtest[0];
	ours->trace = trace[0];
	*theirs = (struct ends){
		.keyboard = keyboard[0],
		.screen = screen[1],
		.pace = pace[1],
		.qtest = qtest[1],
		.trace = trace[1],
		.qmp = qmp[1],
		.messages = ours->messages,
	};
	return true;
}

static void close_ends(const struct ends *theirs)
{
	close(theirs->screen);
	close(theirs->qmp);
	if (theirs->pace >= 0)
		close(theirs->pace);
	if (theirs->qtest >= 0)
		close(theirs->qtest);
	if (theirs->trace >= 0)
		close(theirs->trace);
}

struct arguments {
	const char *at[ARGUMENTS_MAX];
	size_t count;
};

static void add(struct arguments *arguments, const char *option, const char *value)
{
	arguments->at[arguments->count++] = option;
	if (value != NULL)
		arguments->at[arguments->count++] = value;
}

static const char *socket_argument(struct arena *arena, const char *id, const char *path)
{
	return str_format(arena, "socket,id=%s,path=%s,server=on,wait=off", id, path).at;
}

// A plugin, which lies beside this program, with what it is told.
static const char *plugin_argument(struct arena *arena, const char *plugin, struct str told)
{
	char self[4096] = "";
	ssize_t size = readlink("/proc/self/exe", self, sizeof self);
	struct str folder = path_folder((struct str){self, size > 0 ? (size_t)size : 0});

	return str_format(arena, "file=%.*s/%s.so,%.*s", STR_ARG(folder), plugin, STR_ARG(told)).at;
}

static const char *pace_argument(struct arena *arena, const struct qemu_options *options, int fd)
{
	return plugin_argument(arena, "pace",
			       str_format(arena, "fd=%d,clock=%" PRIu32 ",idle=%" PRIu32, fd,
					  options->clock, options->idle));
}

static const char *trace_argument(struct arena *arena, const struct qemu_options *options, int fd)
{
	return plugin_argument(arena, "trace",
			       str_format(arena, "fd=%d,begin=%" PRIu32 ",end=%" PRIu32, fd,
					  options->begin, options->end));
}

static const char *connected_argument(struct arena *arena, const char *id, int fd)
{
	return str_format(arena, "socket,id=%s,fd=%d", id, fd).at;
}

static void put_arguments(struct arguments *to, const struct qemu_options *options,
			  const struct ends *ends, struct arena *arena)
{
	add(to, PROGRAM, NULL);
	add(to, "-machine", options->machine);
	add(to, "-kernel", options->elf);
	add(to, "-nodefaults", NULL);
	add(to, "-display", "none");
	add(to, "-nic", "none");
	add(to, "-chardev", "stdio,id=console,signal=off");
	add(to, "-serial", "chardev:console");
	add(to, "-chardev", connected_argument(arena, "qmp", ends->qmp));
	add(to, "-mon", "chardev=qmp,mode=control");
	// A reset stops the machine first, so that one can look why.
	add(to, "-action", "reboot=shutdown,shutdown=pause");
	if (options->virtual_time) {
		add(to, "-icount", "shift=5,sleep=off");
		add(to, "-plugin", pace_argument(arena, options, ends->pace));
		add(to, "-chardev", connected_argument(arena, "qtest", ends->qtest));
		add(to, "-qtest", "chardev:qtest");
		add(to, "-qtest-log", "none");
	}
	if (options->counted) {
		add(to, "-icount", "shift=0,sleep=off");
		add(to, "-plugin", trace_argument(arena, options, ends->trace));
	}
	if (options->steady)
		add(to, "-icount", "shift=5");
	if (options->stands)
		add(to, "-S", NULL);
	if (options->gdb_path != NULL) {
		add(to, "-chardev", socket_argument(arena, "gdb", options->gdb_path));
		add(to, "-gdb", "chardev:gdb");
	}
	if (options->qmp_path != NULL) {
		add(to, "-chardev", socket_argument(arena, "others", options->qmp_path));
		add(to, "-mon", "chardev=others,mode=control");
	}
	add(to, NULL, NULL);
}

// Becomes QEMU. Its own session keeps the terminal's Ctrl-C from reaching it.
static void become(const struct ends *ends, const struct arguments *arguments, pid_t parent)
{
	char *argv[ARGUMENTS_MAX];
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	setsid();
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	dup2(ends->keyboard, STDIN_FILENO);
	dup2(ends->screen, STDOUT_FILENO);
	dup2(ends->messages, STDERR_FILENO);
	fcntl(ends->qmp, F_SETFD, 0);
	if (ends->pace >= 0)
		fcntl(ends->pace, F_SETFD, 0);
	if (ends->qtest >= 0)
		fcntl(ends->qtest, F_SETFD, 0);
	if (ends->trace >= 0)
		fcntl(ends->trace, F_SETFD, 0);
	memcpy(argv, arguments->at, sizeof argv);
	execvp(PROGRAM, argv);
	fprintf(stderr, "%s: %s\n", PROGRAM, strerror(errno));
	_exit(127);
}

bool qemu_start(const struct qemu_options *options, struct qemu *qemu)
{
	struct arena arena = {NULL};
	struct arguments arguments = {.count = 0};
	struct ends theirs;
	pid_t parent = getpid();

	if (!open_ends(options, qemu, &theirs)) {
		diag_error(nowhere, "no pipes to the emulator: %s", strerror(errno));
		return false;
	}
	put_arguments(&arguments, options, &theirs, &arena);
	fflush(NULL);
	qemu->pid = fork();
	if (qemu->pid == 0)
		become(&theirs, &arguments, parent);
	close_ends(&theirs);
	if (qemu->pid < 0)
		diag_error(nowhere, "the emulator cannot be started: %s", strerror(errno));
	return qemu->pid > 0;
}

void qemu_end(struct qemu *qemu)
{
	if (qemu->pid > 0) {
		kill(qemu->pid, SIGKILL);
		while (waitpid(qemu->pid, NULL, 0) < 0 && errno == EINTR)
			continue;
		qemu->pid = 0;
	}
	if (qemu->pace >= 0)
		close(qemu->pace);
	if (qemu->qtest >= 0)
		close(qemu->qtest);
	if (qemu->trace >= 0)
		close(qemu->trace);
	close(qemu->keyboard);
	close(qemu->withdraw);
	close(qemu->screen);
}

// Warnings about what we asked for on purpose.
static bool is_of_interest(struct str line)
{
	static const char *const dull[] = {
		"warning: nic ",
		"warning: icount sleep disabled",
	};

	for (size_t i = 0; i < sizeof dull / sizeof dull[0]; i++)
		if (memmem(line.at, line.len, dull[i], strlen(dull[i])) != NULL)
			return false;
	return line.len > 0;
}

struct str qemu_messages(struct arena *arena, const struct qemu *qemu)
{
	char all[8192];
	ssize_t size = pread(qemu->messages, all, sizeof all, 0);
	struct str rest = {all, size > 0 ? (size_t)size : 0};
	struct text kept = {.arena = arena};
	struct str line;

	while (str_next(&rest, '\n', &line))
		if (is_of_interest(line))
			text_addf(&kept, "%.*s\n", STR_ARG(line));
	return text_str(&kept);
}

uint64_t qemu_used_ms(const struct qemu *qemu)
{
	clockid_t clock;
	struct timespec used;

	if (clock_getcpuclockid(qemu->pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
		return 0;
	return (uint64_t)used.tv_sec * 1000 + (uint64_t)used.tv_nsec / 1000000;
}

int qemu_untaken(const struct qemu *qemu)
{
	int count = 0;

	return ioctl(qemu->keyboard, FIONREAD, &count) == 0 ? count : 0;
}

// QEMU has made the pipe one that never waits.
bool qemu_withdraw(const struct qemu *qemu)
{
	char c;

	return read(qemu->withdraw, &c, 1) == 1;
}
