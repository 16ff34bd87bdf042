// ulib/ring.c: order, repetition and wrapping of trace rings.
#include "ulib/ring.h"

#include <string.h>

#include "test/unit/unit.h"

struct payload {
	uint32_t a;
	uint32_t b;
};

RING(pair, struct payload, 4);
RING(byte, uint8_t, 3);

static void entries_follow_each_other(void)
{
	memset(&pair_ring, 0, sizeof pair_ring);
	RING_PUT(pair, ((struct payload){1, 2}));
	RING_PUT(pair, ((struct payload){3, 4}));
	CHECK(pair_ring.next == 2);
	CHECK(pair_ring.entry[0].payload.a == 1 && pair_ring.entry[0].payload.b == 2);
	CHECK(pair_ring.entry[1].payload.a == 3 && pair_ring.entry[1].payload.b == 4);
	CHECK(pair_ring.entry[0].head.count == 1 && pair_ring.entry[1].head.count == 1);
	CHECK(pair_ring.entry[1].head.line == pair_ring.entry[0].head.line + 1);
	CHECK(pair_ring.entry[2].head.count == 0);
}

static void put_byte(uint8_t value)
{
	RING_PUT(byte, value);
}

static void repetitions_are_counted(void)
{
	memset(&byte_ring, 0, sizeof byte_ring);
	for (uint32_t i = 0; i < 5; i++)
		put_byte(7);
	CHECK(byte_ring.next == 1 && byte_ring.entry[0].head.count == 5);
	RING_PUT(byte, 7);
	CHECK(byte_ring.next == 2); // another line
	put_byte(8);
	put_byte(7);
	CHECK(byte_ring.entry[0].payload == 7 && byte_ring.entry[0].head.count == 1);
}

static void the_oldest_is_overwritten(void)
{
	memset(&byte_ring, 0, sizeof byte_ring);
	for (uint8_t i = 0; i < 7; i++)
		put_byte(i);
	CHECK(byte_ring.next == 1);
	CHECK(byte_ring.entry[0].payload == 6 && byte_ring.entry[0].head.generation == 3);
	CHECK(byte_ring.entry[1].payload == 4 && byte_ring.entry[1].head.generation == 2);
	CHECK(byte_ring.entry[2].payload == 5);
}

static void repetition_across_the_end(void)
{
	memset(&byte_ring, 0, sizeof byte_ring);
	put_byte(1);
	put_byte(2);
	put_byte(3);
	put_byte(3);
	CHECK(byte_ring.next == 0 && byte_ring.entry[2].head.count == 2);
}

int main(void)
{
	unit_run("ring: entries follow each other", entries_follow_each_other);
	unit_run("ring: repetitions are counted", repetitions_are_counted);
	unit_run("ring: the oldest is overwritten", the_oldest_is_overwritten);
	unit_run("ring: repetition across the end", repetition_across_the_end);
	return unit_status();
}
