// All states that were met.
#include "test/model/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// An index from hashes to numbers: open addressing, a power of two of slots, numbers
// plus one so that 0 is free.
struct table {
	uint32_t *slot;
	size_t slots;
	size_t used;
};

struct parts {
	uint8_t *bytes; // all of the same size, by number
	size_t size;
	size_t count;
	size_t room;
	struct table table;
};

static struct parts parts[VIEW_PARTS];
static struct state *states;
static size_t state_count;
static size_t state_room;
static struct table state_table;

static void *grow(void *old, size_t size)
{
	void *new = realloc(old, size);

	if (new == NULL) {
		fprintf(stderr, "model: no memory for %zu bytes\n", size);
		exit(1);
	}
	return new;
}

static uint64_t hash(const uint8_t *bytes, size_t size)
{
	uint64_t h = size * 0x9E3779B97F4A7C15u;
	uint64_t word;

	for (; size >= 8; size -= 8, bytes += 8) {
		memcpy(&word, bytes, 8);
		h = (h ^ word) * 0xD6E8FEB86659FD93u;
		h ^= h >> 32;
	}
	word = 0;
	memcpy(&word, bytes, size);
	h = (h ^ word) * 0xD6E8FEB86659FD93u;
	return h ^ h >> 29;
}

static uint64_t hash_state(const struct state *state)
{
	return hash((const uint8_t *)state->part, sizeof state->part);
}

static void put(struct table *table, uint64_t h, uint32_t number)
{
	size_t at = h & (table->slots - 1);

	while (table->slot[at] != 0)
		at = (at + 1) & (table->slots - 1);
	table->slot[at] = number + 1;
	table->used++;
}

// Makes room for one more. True if all have to be put in again.
static bool make_room(struct table *table)
{
	if (table->slots != 0 && table->used * 10 < table->slots * 7)
		return false;
	table->slots = table->slots == 0 ? 1024 : table->slots * 2;
	free(table->slot);
	table->slot = calloc(table->slots, sizeof table->slot[0]);
	if (table->slot == NULL) {
		fprintf(stderr, "model: no memory for %zu states\n", table->slots);
		exit(1);
	}
	table->used = 0;
	return true;
}

const uint8_t *store_bytes(uint32_t part, uint32_t number)
{
	return &parts[part].bytes[number * parts[part].size];
}

uint32_t store_part(uint32_t part, const uint8_t *bytes, size_t size)
{
	struct parts *p = &parts[part];
	uint64_t h = hash(bytes, size);

	p->size = size;
	if (make_room(&p->table))
		for (uint32_t i = 0; i < p->count; i++)
			put(&p->table, hash(store_bytes(part, i), size), i);
	for (size_t at = h & (p->table.slots - 1); p->table.slot[at] != 0;
	     at = (at + 1) & (p->table.slots - 1))
		if (memcmp(store_bytes(part, p->table.slot[at] - 1), bytes, size) == 0)
			return p->table.slot[at] - 1;
	if (p->count == p->room) {
		p->room = p->room == 0 ? 256 : p->room * 2;
		p->bytes = grow(p->bytes, p->room * size);
	}
	memcpy(&p->bytes[p->count * size], bytes, size);
	put(&p->table, h, (uint32_t)p->count);
	return (uint32_t)p->count++;
}

static bool is_known(const struct state *state, uint64_t h)
{
	for (size_t at = h & (state_table.slots - 1); state_table.slot[at] != 0;
	     at = (at + 1) & (state_table.slots - 1))
		if (memcmp(states[state_table.slot[at] - 1].part, state->part,
			   sizeof state->part) == 0)
			return true;
	return false;
}

void store_state(const struct state *state)
{
	uint64_t h = hash_state(state);

	if (make_room(&state_table))
		for (uint32_t i = 0; i < state_count; i++)
			put(&state_table, hash_state(&states[i]), i);
	if (is_known(state, h))
		return;
	if (state_count == state_room) {
		state_room = state_room == 0 ? 1024 : state_room + state_room / 2;
		states = grow(states, state_room * sizeof states[0]);
	}
	states[state_count] = *state;
	put(&state_table, h, (uint32_t)state_count);
	state_count++;
}

const struct state *store_at(size_t number)
{
	return &states[number];
}

size_t store_count(void)
{
	return state_count;
}

size_t store_size(void)
{
	size_t size =
		state_room * sizeof states[0] + state_table.slots * sizeof state_table.slot[0];

	for (uint32_t i = 0; i < VIEW_PARTS; i++)
		size += parts[i].room * parts[i].size +
			parts[i].table.slots * sizeof parts[i].table.slot[0];
	return size;
}

void store_clear(void)
{
	for (uint32_t i = 0; i < VIEW_PARTS; i++) {
		free(parts[i].bytes);
		free(parts[i].table.slot);
		parts[i] = (struct parts){.bytes = NULL};
	}
	free(states);
	free(state_table.slot);
	states = NULL;
	state_count = 0;
	state_room = 0;
	state_table = (struct table){.slot = NULL};
}
