// kern/umem.c against a model that looks at every byte: all slices near every
// boundary of the tasks' memory, of the address space, and of arithmetic.
#include "test/unit/unit.h"

#include "kern/app.h"
#include "kern/umem.h"

// Only umem.c is linked.
struct kernel kernel;

#define TOP UINT32_MAX

// Task 0 has nothing; 1 one span; 2 several, of one byte too, the first at address
// 0 and the last as high as memory may go; 3 reads more than it writes.
const struct region app_region[1];
const uint64_t app_image_id = 1;
const struct span app_span[] = {
	{100, 7},      {0, 5},       {8, 1},   {10, 6},  {0x7FFFFFF8, 16},
	{TOP - 20, 4}, {TOP - 9, 9}, {96, 12}, {120, 4}, {98, 4},
};

const struct task_desc app_task[KERN_TASKS] = {
	[1] = {.readable = {0, 1}, .writable = {0, 1}},
	[2] = {.readable = {1, 6}, .writable = {1, 6}},
	[3] = {.readable = {7, 2}, .writable = {9, 1}},
};

static bool has_byte(struct run spans, uint32_t address)
{
	for (uint32_t i = 0; i < spans.count; i++) {
		const struct span *span = &app_span[spans.first + i];

		for (uint32_t n = 0; n < span->size; n++)
			if (span->base + n == address)
				return true;
	}
	return false;
}

// A slice longer than 64 bytes is longer than any task's memory here.
static bool model_has(struct run spans, struct uslice slice)
{
	if (slice.size > 64)
		return false;
	for (uint32_t n = 0; n < slice.size; n++)
		if ((uint64_t)slice.base + n > TOP || !has_byte(spans, slice.base + n))
			return false;
	return true;
}

static void check_slice(struct uslice slice)
{
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		bool reads = model_has(app_task[i].readable, slice);
		bool writes = model_has(app_task[i].writable, slice);
		struct readable readable;
		struct writable writable;

		CHECK(umem_may_read(task_at(i), slice) == reads);
		CHECK(umem_may_write(task_at(i), slice) == writes);
		CHECK(umem_readable(task_at(i), slice, &readable) == reads);
		CHECK(umem_writable(task_at(i), slice, &writable) == writes);
		CHECK(!reads || (readable.base == slice.base && readable.size == slice.size));
		CHECK(!writes || (writable.base == slice.base && writable.size == slice.size));
	}
}

// Addresses around which something changes: with them, distances of up to 24 on
// either side.
static const uint32_t landmark[] = {0, 16, 64, 100, 120, 0x7FFFFFF8, 0x80000000, TOP - 20, TOP};

#define LANDMARKS (sizeof landmark / sizeof landmark[0])
#define AROUND 24u

static void for_each_slice(void (*check)(struct uslice))
{
	for (uint32_t b = 0; b < LANDMARKS; b++) {
		for (uint32_t s = 0; s < LANDMARKS; s++) {
			for (uint32_t i = 0; i < 2 * AROUND; i++) {
				for (uint32_t j = 0; j < 2 * AROUND; j++)
					check((struct uslice){landmark[b] - AROUND + i,
							      landmark[s] - AROUND + j});
			}
		}
	}
}

static void test_access(void)
{
	for_each_slice(check_slice);
}

// A size that reaches from one span of a task into its next, or to the end of the
// address space and on to its beginning.
static void test_gaps_and_wraps(void)
{
	struct task *two = task_at(2);

	CHECK(umem_may_read(two, (struct uslice){0, 5}));
	CHECK(!umem_may_read(two, (struct uslice){0, 9}));
	CHECK(!umem_may_read(two, (struct uslice){8, 8}));
	CHECK(umem_may_write(two, (struct uslice){TOP - 9, 9}));
	CHECK(!umem_may_write(two, (struct uslice){TOP - 9, 10}));
	CHECK(!umem_may_write(two, (struct uslice){TOP - 9, 15}));
	CHECK(!umem_may_read(two, (struct uslice){3, TOP}));
}

static void test_no_bytes_anywhere(void)
{
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		CHECK(umem_may_read(task_at(i), (struct uslice){TOP, 0}));
		CHECK(umem_may_write(task_at(i), (struct uslice){50, 0}));
	}
}

static void check_form(struct uslice slice)
{
	for (uint32_t alignment = 1; alignment <= 8; alignment *= 2) {
		bool aligned = slice.base % alignment == 0;
		bool ends = (uint64_t)slice.base + slice.size <= TOP;

		CHECK(umem_is_well_formed(slice, alignment) == (aligned && ends));
	}
}

static void test_form(void)
{
	for_each_slice(check_form);
}

static bool share_a_byte(uint32_t a, uint32_t b, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t j = 0; j < n; j++)
			if (a + i == b + j)
				return true;
	return false;
}

static void test_overlap(void)
{
	for (uint32_t a = 0; a < 20; a++)
		for (uint32_t b = 0; b < 20; b++)
			for (uint32_t n = 0; n < 12; n++)
				CHECK(umem_overlap((struct writable){a, 12},
						   (struct readable){b, 12},
						   n) == share_a_byte(a, b, n));
}

int main(void)
{
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		kernel.task[i].desc = &app_task[i];
	unit_run("umem: every slice near a boundary", test_access);
	unit_run("umem: gaps between spans, and wrapping", test_gaps_and_wraps);
	unit_run("umem: an empty slice is anywhere", test_no_bytes_anywhere);
	unit_run("umem: form of slices", test_form);
	unit_run("umem: overlap", test_overlap);
	return unit_status();
}
