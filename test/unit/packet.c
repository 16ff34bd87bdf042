// Framing of the GDB remote protocol.
#include <string.h>

#include "test/unit/unit.h"
#include "tool/target/packet.h"

static char payload[64];

static struct packet take(const char *bytes)
{
	return packet_take(bytes, strlen(bytes), payload, sizeof payload);
}

static void frames(void)
{
	char framed[PACKET_FRAMED(8)];

	CHECK(packet_frame(framed, "g", 1) == 5);
	CHECK(memcmp(framed, "$g#67", 5) == 0);
	CHECK(packet_frame(framed, "", 0) == 4);
	CHECK(memcmp(framed, "$#00", 4) == 0);
	CHECK(packet_frame(framed, "a#", 2) == 7);
	CHECK(memcmp(framed, "$a}\x03#e1", 7) == 0);
}

static void takes_what_it_framed(void)
{
	static const char bytes[] = "$#}*\0x";
	char framed[PACKET_FRAMED(sizeof bytes)];
	size_t n = packet_frame(framed, bytes, sizeof bytes);
	struct packet packet = packet_take(framed, n, payload, sizeof payload);

	CHECK(packet.kind == PACKET_DATA);
	CHECK(packet.consumed == n);
	CHECK(packet.size == sizeof bytes);
	CHECK(memcmp(payload, bytes, sizeof bytes) == 0);
}

static void waits_for_the_whole(void)
{
	static const char whole[] = "$T05#b9";

	for (size_t n = 0; n < sizeof whole - 1; n++) {
		struct packet packet = packet_take(whole, n, payload, sizeof payload);

		CHECK(packet.kind == PACKET_NONE);
		CHECK(packet.consumed == 0);
	}
	CHECK(take(whole).kind == PACKET_DATA);
	CHECK(strcmp(payload, "T05") == 0);
}

static void tells_acknowledgements(void)
{
	CHECK(take("+$T05#b9").kind == PACKET_ACK);
	CHECK(take("+$T05#b9").consumed == 1);
	CHECK(take("-").kind == PACKET_NAK);
}

static void skips_noise(void)
{
	struct packet packet = take("noise$OK#9a rest");

	CHECK(packet.kind == PACKET_DATA);
	CHECK(packet.consumed == 11);
	CHECK(strcmp(payload, "OK") == 0);
	CHECK(take("noise").consumed == 5);
}

static void refuses_wrong_sums(void)
{
	CHECK(take("$OK#9b").kind == PACKET_BAD);
	CHECK(take("$OK#9b").consumed == 6);
	CHECK(take("$OK#zz").kind == PACKET_BAD);
}

static void expands_repetition(void)
{
	struct packet packet = take("$0* #7a");

	CHECK(packet.kind == PACKET_DATA);
	CHECK(packet.size == 4);
	CHECK(strcmp(payload, "0000") == 0);
	CHECK(take("$* #4a").kind == PACKET_BAD);
}

static void refuses_what_has_no_room(void)
{
	char small[3];

	CHECK(packet_take("$OK#9a", 6, small, 3).kind == PACKET_DATA);
	CHECK(packet_take("$T05#b9", 7, small, 3).kind == PACKET_BAD);
	CHECK(packet_take("$0*~#d8", 7, payload, sizeof payload).kind == PACKET_BAD);
}

static void reads_hex(void)
{
	uint8_t bytes[3] = {0};
	char digits[6];

	CHECK(hex_decode("00fFa9", bytes, 3));
	CHECK(bytes[0] == 0 && bytes[1] == 255 && bytes[2] == 0xa9);
	CHECK(!hex_decode("0g", bytes, 1));
	CHECK(!hex_decode("g0", bytes, 1));
	hex_encode(digits, bytes, 3);
	CHECK(memcmp(digits, "00ffa9", 6) == 0);
}

int main(void)
{
	unit_run("packet: framing", frames);
	unit_run("packet: what was framed is taken", takes_what_it_framed);
	unit_run("packet: a part is not a packet", waits_for_the_whole);
	unit_run("packet: acknowledgements", tells_acknowledgements);
	unit_run("packet: noise is skipped", skips_noise);
	unit_run("packet: wrong sums", refuses_wrong_sums);
	unit_run("packet: repetition", expands_repetition);
	unit_run("packet: no room", refuses_what_has_no_room);
	unit_run("packet: hex digits", reads_hex);
	return unit_status();
}
