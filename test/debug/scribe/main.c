// Scribe: variables of many types, a ring that has gone round, counters.
//
// What the debugger should say of them is in test/golden/debug, where {name} stands for
// the line here that ends in "// at name".
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ulib/counters.h"
#include "ulib/ring.h"
#include "ulib/sys.h"

enum mood {
	MOOD_CALM = 3,
	MOOD_CROSS = 5,
};

struct note {
	uint32_t value;
	uint32_t square;
};

struct order {
	enum mood mood;
	uint16_t amount;
	int8_t change;
	bool urgent;
	char name[12];
	const struct order *next;
	unsigned low : 3;
	signed high : 5;
	float price;
	union {
		uint32_t whole;
		uint8_t byte[4];
	};
};

RING(scribe, struct note, 4);

#define SCRIBE_COUNTERS(X) X(noted) X(skipped) X(never)
COUNTERS(scribe, SCRIBE_COUNTERS);

static struct order second = {
	.mood = MOOD_CROSS,
	.amount = 65535,
	.change = -7,
	.name = "nails",
	.low = 5,
	.high = -3,
	.price = 0.25f,
	.whole = 0x04030201,
};
static struct order first = {
	.mood = MOOD_CALM,
	.amount = 12,
	.urgent = true,
	.name = "timber",
	.next = &second,
	.price = -1.5f,
};
static struct order *head = &first;
static const uint64_t large = 0x123456789abcdef0u;
static int16_t grid[2][3] = {{1, 2, 3}, {-1, -2, -3}}; // at grid_variable
static void (*handler)(uint32_t value);

static void note(uint32_t value)
{
	RING_PUT(scribe, ((struct note){value, value * value})); // at ring_put
	scribe_counters.noted++;
}

// What only the debugger reads must look used.
static void keep(const void *variable)
{
	__asm__ volatile("" ::"r"(variable) : "memory");
}

int main(void)
{
	handler = note;
	for (uint32_t i = 1; i <= 6; i++)
		handler(i);
	handler(6);
	scribe_counters.skipped += 2;
	keep(&head);
	keep(&large);
	keep(grid);
	for (;;)
		sys_recv_notification(1);
}
