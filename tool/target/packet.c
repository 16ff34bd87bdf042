// Framing of the GDB remote protocol (packet.h).
#include "tool/target/packet.h"

#include <string.h>

#define ESCAPE '}'
#define ESCAPE_FLIP 0x20
#define REPEAT '*'
#define REPEAT_BIAS 29

static const char digits[] = "0123456789abcdef";

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

void hex_encode(char *to, const void *bytes, size_t n)
{
	const uint8_t *from = bytes;

	for (size_t i = 0; i < n; i++) {
		to[2 * i] = digits[from[i] >> 4];
		to[2 * i + 1] = digits[from[i] & 15];
	}
}

bool hex_decode(const char *text, void *bytes, size_t n)
{
	uint8_t *to = bytes;

	for (size_t i = 0; i < n; i++) {
		int high = digit_value(text[2 * i]);
		int low = high < 0 ? -1 : digit_value(text[2 * i + 1]);

		if (low < 0)
			return false;
		to[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

size_t packet_frame(char *to, const char *payload, size_t n)
{
	size_t at = 0;
	uint8_t sum = 0;

	to[at++] = '$';
	for (size_t i = 0; i < n; i++) {
		char c = payload[i];

		if (c == '$' || c == '#' || c == ESCAPE || c == REPEAT) {
			to[at++] = ESCAPE;
			c = (char)(c ^ ESCAPE_FLIP);
		}
		to[at++] = c;
	}
	for (size_t i = 1; i < at; i++)
		sum = (uint8_t)(sum + (uint8_t)to[i]);
	to[at++] = '#';
	hex_encode(to + at, &sum, 1);
	return at + 2;
}

// Undoes escapes and repetitions. False if it does not fit or makes no sense.
static bool expand(const char *from, size_t n, char *to, size_t room, size_t *size)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		size_t count = 1;
		char c = from[i];

		if (c == ESCAPE && i + 1 < n) {
			c = (char)(from[++i] ^ ESCAPE_FLIP);
		} else if (c == REPEAT) {
			if (at == 0 || i + 1 >= n || from[i + 1] < REPEAT_BIAS)
				return false;
			c = to[at - 1];
			count = (size_t)(from[++i] - REPEAT_BIAS);
		}
		if (at + count >= room)
			return false;
		memset(to + at, c, count);
		at += count;
	}
	to[at] = '\0';
	*size = at;
	return true;
}

static struct packet take_data(const char *bytes, size_t start, size_t n, char *payload,
			       size_t room)
{
	const char *body = bytes + start + 1;
	const char *hash = memchr(body, '#', n - start - 1);
	struct packet packet = {.kind = PACKET_NONE, .consumed = start};
	uint8_t sum = 0;
	uint8_t claimed;

	if (hash == NULL || (size_t)(bytes + n - hash) < 3)
		return packet;
	for (const char *c = body; c < hash; c++)
		sum = (uint8_t)(sum + (uint8_t)*c);
	packet.consumed = (size_t)(hash + 3 - bytes);
	packet.kind =
		hex_decode(hash + 1, &claimed, 1) && claimed == sum &&
				expand(body, (size_t)(hash - body), payload, room, &packet.size)
			? PACKET_DATA
			: PACKET_BAD;
	return packet;
}

struct packet packet_take(const char *bytes, size_t n, char *payload, size_t room)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == '+')
			return (struct packet){.kind = PACKET_ACK, .consumed = i + 1};
		if (bytes[i] == '-')
			return (struct packet){.kind = PACKET_NAK, .consumed = i + 1};
		if (bytes[i] == '$')
			return take_data(bytes, i, n, payload, room);
	}
	return (struct packet){.kind = PACKET_NONE, .consumed = n};
}
