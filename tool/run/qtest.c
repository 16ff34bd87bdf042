// A client of qtest (qtest.h): one command a line, "OK" or "FAIL" and perhaps a value
// for an answer.
#include "tool/run/qtest.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "tool/target/packet.h"

#define PATIENCE 10000 // ms
#define LINE_ROOM (2 * QTEST_BYTES_MAX + 64)

// Sends a line and takes the answer, without the "OK " before it.
static bool ask(int fd, const char *line, char *answer, size_t room)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};
	size_t size = 0;

	if (send(fd, line, strlen(line), MSG_NOSIGNAL) != (ssize_t)strlen(line))
		return false;
	while (size == 0 || answer[size - 1] != '\n') {
		ssize_t n;

		if (size == room - 1 || poll(&ready, 1, PATIENCE) <= 0)
			return false;
		n = recv(fd, answer + size, room - 1 - size, 0);
		if (n <= 0)
			return false;
		size += (size_t)n;
	}
	answer[size - 1] = '\0';
	if (strncmp(answer, "OK", 2) != 0)
		return false;
	memmove(answer, answer + 2, size - 2);
	return true;
}

bool qtest_read(int fd, uint32_t address, void *to, size_t n)
{
	char line[LINE_ROOM];

	snprintf(line, sizeof line, "read 0x%x 0x%zx\n", address, n);
	if (n > QTEST_BYTES_MAX || !ask(fd, line, line, sizeof line) ||
	    strncmp(line, " 0x", 3) != 0 || strlen(line) != 3 + 2 * n)
		return false;
	return hex_decode(line + 3, to, n);
}

bool qtest_write(int fd, uint32_t address, const void *from, size_t n)
{
	const uint8_t *bytes = from;
	char line[LINE_ROOM];
	char answer[LINE_ROOM];
	int size = snprintf(line, sizeof line, "write 0x%x 0x%zx 0x", address, n);

	if (n > QTEST_BYTES_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		size += snprintf(line + size, sizeof line - (size_t)size, "%02x", bytes[i]);
	snprintf(line + size, sizeof line - (size_t)size, "\n");
	return ask(fd, line, answer, sizeof answer);
}
