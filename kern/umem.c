// Task memory that the kernel may touch: the one place where a task's word about
// memory is compared with the image's.
//
// The builder joins adjoining memory of a task, separately for reading and for
// writing, into spans that do not touch. So memory is the task's exactly if it
// lies within a single span.
#include "kern/umem.h"

// What is the task's alone (desc->own) is a span that the two lists do not repeat,
// unless it adjoins something else.
/*@
  requires \valid_read(own) && umem_is_span(*own) && umem_is_run(spans);
  ensures \result <==> size == 0 || umem_lies_in(base, size, *own) ||
    umem_is_in_run(spans, base, size);
  assigns \nothing;
*/
static bool lies_within_any(uint32_t base, uint32_t size, const struct span *own, struct run spans)
{
	if (size == 0 || umem_lies_within(base, size, own))
		return true;
	/*@
	  loop invariant spans.first <= i <= spans.first + spans.count;
	  loop invariant \forall integer j; spans.first <= j < i ==>
	    !umem_lies_in(base, size, app_span[j]);
	  loop assigns i;
	  loop variant spans.first + spans.count - i;
	*/
	for (uint32_t i = spans.first; i < (uint32_t)spans.first + spans.count; i++) {
		if (umem_lies_within(base, size, &app_span[i]))
			return true;
	}
	return false;
}

bool umem_may_read_bytes(const struct task *task, uint32_t base, uint32_t size)
{
	return lies_within_any(base, size, &task->desc->own, task->desc->readable);
}

bool umem_may_write_bytes(const struct task *task, uint32_t base, uint32_t size)
{
	return lies_within_any(base, size, &task->desc->own, task->desc->writable);
}

bool umem_readable(const struct task *task, struct uslice slice, struct readable *out)
{
	*out = (struct readable){slice.base, slice.size};
	return umem_may_read(task, slice);
}

bool umem_writable(const struct task *task, struct uslice slice, struct writable *out)
{
	*out = (struct writable){slice.base, slice.size};
	return umem_may_write(task, slice);
}

bool umem_dumpable(const struct task *task, struct uslice slice, struct readable *out)
{
	struct run regions = task->desc->regions;
	struct uslice entry = arch_task_entry(task);
	struct span span = {entry.base, entry.size};

	*out = (struct readable){slice.base, slice.size};
	if (umem_lies_within(slice.base, slice.size, &span) || umem_may_read(task, slice))
		return true;
	/*@
	  loop invariant 0 <= i <= regions.count;
	  loop assigns i;
	  loop variant regions.count - i;
	*/
	for (uint32_t i = 0; i < regions.count; i++) {
		const struct region *region = &app_region[regions.first + i];

		if ((region->attributes & REGION_READ) != 0 &&
		    (region->attributes & REGION_DEVICE) == 0 &&
		    umem_lies_within(slice.base, slice.size, &region->span))
			return true;
	}
	return false;
}

bool umem_is_well_formed(struct uslice slice, uint32_t alignment)
{
	return slice.base % alignment == 0 && slice.base <= UINT32_MAX - slice.size;
}
