// A client of QMP (qmp.h).
#include "tool/run/qmp.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tool/base/str.h"
#include "tool/target/clock.h"

#define PATIENCE 10000 // ms
#define LINE_MAX_SIZE 65536

struct qmp {
	int fd;
	bool closed;
	json_t *events; // an array, oldest first
	json_t *taken;  // the event that was handed out last
	size_t received;
	char in[LINE_MAX_SIZE];
};

// Reads what is there, waiting at most `ms`. False if nothing came.
static bool receive(struct qmp *qmp, int ms)
{
	struct pollfd ready = {.fd = qmp->fd, .events = POLLIN};

	if (qmp->closed || poll(&ready, 1, ms) <= 0)
		return false;
	ssize_t n = recv(qmp->fd, qmp->in + qmp->received, sizeof qmp->in - qmp->received, 0);
	if (n <= 0) {
		qmp->closed = true;
		return false;
	}
	qmp->received += (size_t)n;
	return true;
}

// The first whole line as JSON, or NULL. A line that is too long or is not JSON
// means that nobody sensible is there.
static json_t *take_line(struct qmp *qmp)
{
	char *end = memchr(qmp->in, '\n', qmp->received);
	json_t *object;

	if (end == NULL) {
		if (qmp->received == sizeof qmp->in)
			qmp->closed = true;
		return NULL;
	}
	object = json_loadb(qmp->in, (size_t)(end - qmp->in), 0, NULL);
	qmp->received -= (size_t)(end + 1 - qmp->in);
	memmove(qmp->in, end + 1, qmp->received);
	if (object == NULL)
		qmp->closed = true;
	return object;
}

// The next message that is no event; events are put aside. NULL after `ms`.
static json_t *next_answer(struct qmp *qmp, int ms)
{
	uint64_t end = clock_ms() + (uint64_t)ms;

	for (;;) {
		json_t *object = take_line(qmp);
		uint64_t now = clock_ms();

		if (object != NULL && json_object_get(object, "event") != NULL)
			json_array_append_new(qmp->events, object);
		else if (object != NULL)
			return object;
		else if (!receive(qmp, now < end ? (int)(end - now) : 0) &&
			 (qmp->closed || now >= end))
			return NULL;
	}
}

struct qmp *qmp_open(struct arena *arena, int fd)
{
	struct qmp *qmp = ARENA_NEW(arena, struct qmp);
	json_t *greeting;

	qmp->fd = fd;
	qmp->events = json_array();
	greeting = next_answer(qmp, PATIENCE);
	if (greeting != NULL && json_object_get(greeting, "QMP") != NULL &&
	    qmp_do(qmp, "qmp_capabilities")) {
		json_decref(greeting);
		return qmp;
	}
	close(fd);
	return NULL;
}

int qmp_socket(const struct qmp *qmp)
{
	return qmp->fd;
}

bool qmp_is_closed(const struct qmp *qmp)
{
	return qmp->closed;
}

static bool send_line(struct qmp *qmp, json_t *object)
{
	char *line = json_dumps(object, JSON_COMPACT);
	size_t size = strlen(line);
	size_t done = 0;

	line[size++] = '\n';
	while (done < size && !qmp->closed) {
		ssize_t n = send(qmp->fd, line + done, size - done, MSG_NOSIGNAL);

		if (n > 0)
			done += (size_t)n;
		else if (n == 0 || errno != EINTR)
			qmp->closed = true;
	}
	free(line);
	return !qmp->closed;
}

json_t *qmp_call(struct qmp *qmp, const char *command, json_t *arguments)
{
	json_t *request = json_pack("{s:s}", "execute", command);
	json_t *answer = NULL;
	json_t *value = NULL;

	if (arguments != NULL)
		json_object_set_new(request, "arguments", arguments);
	if (send_line(qmp, request))
		answer = next_answer(qmp, PATIENCE);
	if (answer != NULL)
		value = json_incref(json_object_get(answer, "return"));
	json_decref(answer);
	json_decref(request);
	return value;
}

bool qmp_do(struct qmp *qmp, const char *command)
{
	json_t *answer = qmp_call(qmp, command, NULL);

	json_decref(answer);
	return answer != NULL;
}

bool qmp_event(struct qmp *qmp, const char **name, const json_t **data)
{
	json_t *stray = next_answer(qmp, 0);

	json_decref(stray);
	json_decref(qmp->taken);
	qmp->taken = NULL;
	if (json_array_size(qmp->events) == 0)
		return false;
	qmp->taken = json_incref(json_array_get(qmp->events, 0));
	json_array_remove(qmp->events, 0);
	*name = json_string_value(json_object_get(qmp->taken, "event"));
	if (data != NULL)
		*data = json_object_get(qmp->taken, "data");
	return *name != NULL;
}

static bool set_reboot_action(struct qmp *qmp, const char *action)
{
	json_t *answer = qmp_call(qmp, "set-action", json_pack("{s:s}", "reboot", action));

	json_decref(answer);
	return answer != NULL;
}

// That resets stop the machine holds for ours as well, so it is lifted meanwhile.
bool qmp_reset(struct qmp *qmp)
{
	return set_reboot_action(qmp, "reset") && qmp_do(qmp, "system_reset") &&
	       set_reboot_action(qmp, "shutdown") && qmp_do(qmp, "cont");
}

// QMP can only write memory to a file, but the monitor for people, which can be
// called through it, prints it: "0000000020000000: 0x12 0x34 ...", in several lines.
// `unit` is how it calls an item's size. False if there were not n numbers.
static bool read_numbers(struct qmp *qmp, uint32_t address, char unit, uint32_t *to, size_t n)
{
	char command[48];
	json_t *answer;
	struct str rest;
	struct str line;
	size_t done = 0;

	snprintf(command, sizeof command, "xp /%zux%c 0x%x", n, unit, address);
	answer =
		qmp_call(qmp, "human-monitor-command", json_pack("{s:s}", "command-line", command));
	rest = str_from(json_string_value(answer));
	while (str_next(&rest, '\n', &line)) {
		struct str word;
		uint64_t value;

		line = str_slice(line, str_find(line, ':') + 1, line.len);
		while (str_next(&line, ' ', &word))
			if (str_number(str_trim(word), &value) && value <= UINT32_MAX && done < n)
				to[done++] = (uint32_t)value;
	}
	json_decref(answer);
	return done == n;
}

bool qmp_read_memory(struct qmp *qmp, uint32_t address, void *to, size_t n)
{
	uint8_t *at = to;
	uint32_t numbers[64];

	for (size_t done = 0; done < n; done += 64) {
		size_t piece = n - done < 64 ? n - done : 64;

		if (!read_numbers(qmp, address + (uint32_t)done, 'b', numbers, piece))
			return false;
		for (size_t i = 0; i < piece; i++)
			at[done + i] = (uint8_t)numbers[i];
	}
	return true;
}

bool qmp_read_word(struct qmp *qmp, uint32_t address, uint32_t *word)
{
	return read_numbers(qmp, address, 'w', word, 1);
}

void qmp_close(struct qmp *qmp)
{
	json_decref(qmp->taken);
	json_decref(qmp->events);
	close(qmp->fd);
}
