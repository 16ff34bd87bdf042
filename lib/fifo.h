// A queue of bytes in a fixed buffer, filled and emptied in place.
//
// `in` and `out` count all bytes ever put in and taken out, modulo 2^32; their
// difference is the fill, so the whole buffer can be used. A borrow can copy
// straight to fifo_space() and from fifo_content(), each the longest run that
// does not wrap.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define FIFO_SIZE 128u // a power of two, so that the counts may wrap

struct fifo {
	uint32_t in;
	uint32_t out;
	uint8_t byte[FIFO_SIZE];
};

struct fifo_run {
	uint8_t *at;
	uint32_t size; // bytes
};

static inline bool fifo_is_empty(const struct fifo *fifo)
{
	return fifo->in == fifo->out;
}

static inline bool fifo_is_full(const struct fifo *fifo)
{
	return fifo->in - fifo->out == FIFO_SIZE;
}

static inline uint32_t fifo_smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

// Where bytes may be put; say with fifo_added() how many were.
static inline struct fifo_run fifo_space(struct fifo *fifo)
{
	uint32_t at = fifo->in % FIFO_SIZE;
	uint32_t free = FIFO_SIZE - (fifo->in - fifo->out);

	return (struct fifo_run){&fifo->byte[at], fifo_smaller(free, FIFO_SIZE - at)};
}

static inline void fifo_added(struct fifo *fifo, uint32_t count)
{
	fifo->in += count;
}

// What may be taken; say with fifo_taken() how much was.
static inline struct fifo_run fifo_content(struct fifo *fifo)
{
	uint32_t at = fifo->out % FIFO_SIZE;
	uint32_t used = fifo->in - fifo->out;

	return (struct fifo_run){&fifo->byte[at], fifo_smaller(used, FIFO_SIZE - at)};
}

static inline void fifo_taken(struct fifo *fifo, uint32_t count)
{
	fifo->out += count;
}

// The fifo must not be full.
static inline void fifo_put(struct fifo *fifo, uint8_t byte)
{
	fifo->byte[fifo->in++ % FIFO_SIZE] = byte;
}

// The fifo must not be empty.
static inline uint8_t fifo_take(struct fifo *fifo)
{
	return fifo->byte[fifo->out++ % FIFO_SIZE];
}
