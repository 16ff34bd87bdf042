// lib/fifo.h: a queue that is filled and emptied in runs.
#include "lib/fifo.h"

#include "test/unit/unit.h"

static void whole_buffer(void)
{
	struct fifo fifo = {0};

	CHECK(fifo_is_empty(&fifo) && !fifo_is_full(&fifo));
	for (uint32_t i = 0; i < FIFO_SIZE; i++)
		fifo_put(&fifo, (uint8_t)i);
	CHECK(fifo_is_full(&fifo) && fifo_space(&fifo).size == 0);
	for (uint32_t i = 0; i < FIFO_SIZE; i++)
		CHECK(fifo_take(&fifo) == (uint8_t)i);
	CHECK(fifo_is_empty(&fifo) && fifo_content(&fifo).size == 0);
}

// Runs end where the buffer does, and the counts may wrap at any time.
static void runs_across_the_end(void)
{
	const uint32_t start = UINT32_MAX - 9;
	struct fifo fifo = {.in = start, .out = start};
	struct fifo_run run = fifo_space(&fifo);

	CHECK(run.at == &fifo.byte[FIFO_SIZE - 10] && run.size == 10);
	for (uint8_t i = 0; i < 10; i++)
		run.at[i] = i;
	fifo_added(&fifo, 10);
	run = fifo_space(&fifo);
	CHECK(run.at == &fifo.byte[0] && run.size == FIFO_SIZE - 10);
	fifo_put(&fifo, 10);
	run = fifo_content(&fifo);
	CHECK(run.size == 10 && run.at[9] == 9);
	fifo_taken(&fifo, 10);
	run = fifo_content(&fifo);
	CHECK(run.size == 1 && run.at[0] == 10);
	CHECK(fifo_take(&fifo) == 10 && fifo_is_empty(&fifo));
}

int main(void)
{
	unit_run("fifo: whole buffer", whole_buffer);
	unit_run("fifo: runs across the end", runs_across_the_end);
	return unit_status();
}
