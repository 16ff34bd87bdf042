// Trace rings: the last few things that happened, for a debugger to read.
//
//	RING(uart, struct uart_event, 16);
//	...
//	RING_PUT(uart, ((struct uart_event){.kind = RECEIVED, .byte = b}));
//
// RING(uart, ...) is the variable `uart_ring`, and that is how it is found: a
// name that ends in `_ring`, with the members `next` and `entry`. Payloads are
// compared byte by byte, so leave no padding in them; one that equals the last,
// from the same line, adds to its count instead of taking an entry.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct ring_entry {
	uint16_t line;       // of the RING_PUT
	uint16_t generation; // how often the entry was used, modulo 65536
	uint32_t count;      // times in a row, stays at the largest; 0: not used (yet)
};

// `next` is the entry to be used next: the oldest, once the ring is full.
#define RING(name, type, length)                \
	static struct {                         \
		uint32_t next;                  \
		struct {                        \
			struct ring_entry head; \
			type payload;           \
		} entry[length];                \
	} name##_ring

#define RING_PUT(name, value)                                                             \
	do {                                                                              \
		static const struct ring_shape ring_shape = {                             \
			.next = &name##_ring.next,                                        \
			.entries = name##_ring.entry,                                     \
			.length = sizeof name##_ring.entry / sizeof name##_ring.entry[0], \
			.stride = sizeof name##_ring.entry[0],                            \
			.offset = offsetof(__typeof__(name##_ring.entry[0]), payload),    \
			.size = sizeof name##_ring.entry[0].payload,                      \
		};                                                                        \
		const __typeof__(name##_ring.entry[0].payload) ring_value = (value);      \
		ring_put(&ring_shape, __LINE__, &ring_value);                             \
	} while (0)

struct ring_shape {
	uint32_t *next;
	void *entries;
	uint32_t length; // entries
	uint32_t stride; // bytes from one entry to the next
	uint32_t offset; // of the payload in an entry
	uint32_t size;   // of the payload
};

void ring_put(const struct ring_shape *ring, uint32_t line, const void *payload);
