// The terminal or pipe at which bh was started (console.h).
#include "tool/run/console.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

// How long console_gather() waits for more, ms. Whoever has something ready writes
// it sooner, and a run for a limited time should not wait for those who have not.
#define MOMENT 300

static bool is_raw;
static struct termios saved;
static char last_printed = '\n';
static int print_error; // of console_print(), or 0

bool console_is_terminal(void)
{
	return isatty(STDIN_FILENO) == 1;
}

void console_raw(void)
{
	struct termios raw;

	if (is_raw || tcgetattr(STDIN_FILENO, &saved) != 0)
		return;
	raw = saved;
	raw.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR | IGNCR | ISTRIP);
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	is_raw = tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
}

void console_restore(void)
{
	if (is_raw)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &saved);
	is_raw = false;
}

bool console_print(struct str output)
{
	while (output.len > 0) {
		ssize_t n = write(STDOUT_FILENO, output.at, output.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN) {
			struct pollfd ready = {.fd = STDOUT_FILENO, .events = POLLOUT};

			poll(&ready, 1, -1);
			continue;
		}
		if (n <= 0) {
			print_error = n < 0 ? errno : EIO;
			return false;
		}
		last_printed = output.at[n - 1];
		output = str_slice(output, (size_t)n, output.len);
	}
	return true;
}

bool console_has_failed(void)
{
	if (print_error == 0 || print_error == EPIPE)
		return false;
	fprintf(stderr, "bh: standard output cannot be written: %s\n", strerror(print_error));
	return true;
}

void console_end_line(void)
{
	if (last_printed != '\n' && isatty(STDOUT_FILENO) == 1)
		console_print(S("\n"));
}

bool console_gather(struct arena *arena, struct str *input)
{
	struct text all = {.arena = arena};
	char bytes[65536];

	for (;;) {
		struct pollfd ready = {.fd = STDIN_FILENO, .events = POLLIN};
		int count = poll(&ready, 1, MOMENT);

		if (count < 0 && errno == EINTR)
			continue;
		*input = text_str(&all);
		if (count <= 0)
			return count < 0;
		ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		// A closed standard input is an empty one.
		if (n <= 0)
			return true;
		text_add(&all, (struct str){bytes, (size_t)n});
	}
}
