// Framing of the GDB remote protocol: bytes to packets and back, no input or output.
//
//     $payload#cc      cc: sum of the payload's bytes modulo 256, two hex digits
//     + and -          the last packet was received well, or was not
//
// In what a stub sends, "}x" stands for x ^ 0x20, and "x*n" for x and n - 29 more
// of it.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum packet_kind {
	PACKET_NONE, // nothing whole has come yet
	PACKET_ACK,
	PACKET_NAK,
	PACKET_DATA,
	PACKET_BAD, // wrong sum, or longer than there is room for
};

struct packet {
	enum packet_kind kind;
	size_t consumed; // bytes that the caller should now drop, noise before it included
	size_t size;     // of the payload, for DATA
};

// The most that a payload of n bytes takes when framed.
#define PACKET_FRAMED(n) (2 * (n) + 4)

// Frames n bytes of payload into `to`, escaping as needed. Returns how many it wrote.
size_t packet_frame(char *to, const char *payload, size_t n);

// Looks at the first packet of n received bytes. The payload of DATA, expanded
// and followed by a NUL, goes to `payload`, which has room for `room` bytes.
struct packet packet_take(const char *bytes, size_t n, char *payload, size_t room);

// Hex digits, two per byte, low digit second. hex_decode() takes 2 * n digits and
// is false if one is none.
void hex_encode(char *to, const void *bytes, size_t n);
bool hex_decode(const char *digits, void *bytes, size_t n);
