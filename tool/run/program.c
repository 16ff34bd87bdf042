// Running a program of the host (program.h).
#define _GNU_SOURCE // pipe2

#include "tool/run/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/base/diag.h"
#include "tool/target/clock.h"

#define ARGUMENTS_MAX 32
#define NEVER_RAN 127   // the shell's status for a program that cannot be run
#define LOOK_MS 2       // how often a child that runs is looked at
#define LAST_SECONDS 60 // for a child that has closed its output to end

static void become(const char *const *argv, int output)
{
	char *arguments[ARGUMENTS_MAX] = {NULL};
	int nothing = open("/dev/null", O_RDONLY);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (argv[0] == NULL)
		_exit(NEVER_RAN);
	for (size_t i = 0; i + 1 < ARGUMENTS_MAX && argv[i] != NULL; i++)
		memcpy(&arguments[i], &argv[i], sizeof argv[i]);
	dup2(nothing, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	execvp(arguments[0], arguments);
	fprintf(stderr, "%s: %s\n", arguments[0], strerror(errno));
	_exit(NEVER_RAN);
}

// Reads until everybody has closed the pipe. False if that took too long.
static bool read_all(int fd, uint64_t limit, struct text *output)
{
	char bytes[16384];

	for (;;) {
		struct pollfd ready = {.fd = fd, .events = POLLIN};
		uint64_t now = clock_ms();

		if (now >= limit)
			return false;
		if (poll(&ready, 1, (int)(limit - now)) <= 0)
			continue;
		ssize_t n = read(fd, bytes, sizeof bytes);
		if (n <= 0)
			return true;
		text_add(output, (struct str){bytes, (size_t)n});
	}
}

int program_wait(pid_t child, unsigned seconds)
{
	uint64_t limit = clock_ms() + (uint64_t)seconds * 1000;
	int status = NEVER_RAN << 8;
	pid_t ended;

	do {
		if (clock_ms() >= limit)
			kill(child, SIGKILL);
		ended = waitpid(child, &status, WNOHANG);
		if (ended == 0)
			poll(NULL, 0, LOOK_MS);
	} while (ended == 0 || (ended < 0 && errno == EINTR));
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

struct program_result program_run(struct arena *arena, const char *const *argv, unsigned seconds)
{
	struct text output = {.arena = arena};
	struct program_result result = {.status = NEVER_RAN};
	uint64_t limit = clock_ms() + (uint64_t)seconds * 1000;
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		diag_fatal("no pipe to %s: %s", argv[0], strerror(errno));
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		diag_fatal("%s cannot be started: %s", argv[0], strerror(errno));
	if (pid == 0)
		become(argv, ends[1]);
	close(ends[1]);
	result.too_slow = !read_all(ends[0], limit, &output);
	close(ends[0]);
	result.status = program_wait(pid, result.too_slow ? 0 : LAST_SECONDS);
	result.output = text_str(&output);
	return result;
}
