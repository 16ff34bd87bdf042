// Trace rings and counters of tasks (ulib/ring.h, ulib/counters.h), found by their names.
#pragma once

#include "tool/debug/path.h"

struct ring_line {
	uint32_t line;       // of the source that put it there
	uint32_t generation; // how often the place was used
	uint32_t count;      // times in a row
	struct value payload;
};

struct ring {
	struct str name; // "uart:uart_ring"
	size_t task;
	struct ring_line *lines; // oldest first; places never used are left out
	size_t count;
	const char *problem; // why it cannot be read, or NULL
};

// Rings whose name, or whose task's, has `part` in it; all with an empty one.
struct ring *ring_find(struct session *session, struct str part, size_t *count);

struct counter {
	struct str name;
	bool known;
	uint32_t value;
};

struct counters {
	struct str name; // "pong:pong_counters"
	size_t task;
	struct counter *items;
	size_t count;
};

struct counters *counters_find(struct session *session, struct str part, size_t *count);
