// Frames of the GDB remote protocol: whatever comes, no more is consumed than came and
// no more is written than there is room; what was framed is what is taken.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tool/target/packet.h"

#define ROOM_MAX 300

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

// Each packet of what was received, as the client takes them.
static void take_all(const char *bytes, size_t size, size_t room)
{
	char *payload = malloc(room);

	for (;;) {
		struct packet packet = packet_take(bytes, size, payload, room);

		require(packet.consumed <= size);
		require(packet.kind != PACKET_DATA ||
			(packet.size < room && payload[packet.size] == '\0'));
		if (packet.kind == PACKET_NONE)
			break;
		require(packet.consumed > 0);
		bytes += packet.consumed;
		size -= packet.consumed;
	}
	free(payload);
}

static void go_and_return(const char *bytes, size_t size)
{
	char *framed = malloc(PACKET_FRAMED(size));
	char *payload = malloc(size + 1);
	size_t length = packet_frame(framed, bytes, size);
	struct packet packet = packet_take(framed, length, payload, size + 1);

	require(length <= PACKET_FRAMED(size));
	require(packet.kind == PACKET_DATA && packet.consumed == length);
	require(packet.size == size && memcmp(payload, bytes, size) == 0);
	free(framed);
	free(payload);
}

static void go_and_return_in_hex(const char *bytes, size_t size)
{
	char *digits = malloc(2 * size + 1);
	char *again = malloc(size + 1);

	hex_encode(digits, bytes, size);
	require(hex_decode(digits, again, size) && memcmp(again, bytes, size) == 0);
	(void)hex_decode(bytes, again, size / 2);
	free(digits);
	free(again);
}

// The first byte says how much room there is for a payload.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;

	if (size == 0)
		return 0;
	take_all(bytes + 1, size - 1, 1 + data[0] % ROOM_MAX);
	go_and_return(bytes + 1, size - 1);
	go_and_return_in_hex(bytes + 1, size - 1);
	return 0;
}
