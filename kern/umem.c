// Task memory that the kernel may touch: the one place where a task's word about
// memory is compared with the image's.
//
// The builder joins adjoining memory of a task, separately for reading and for
// writing, into spans that do not touch. So memory is the task's exactly if it
// lies within a single span.
#include "kern/umem.h"

#include "kern/app.h"
#include "kern/arch.h"
#include "kern/args.h"

ALWAYS_INLINE bool lies_within(uint32_t base, uint32_t size, const struct span *span)
{
	uint32_t offset = base - span->base;

	return offset < span->size && size <= span->size - offset;
}

static bool lies_within_any(uint32_t base, uint32_t size, struct run spans)
{
	if (size == 0)
		return true;
	for (uint32_t i = spans.first; i < (uint32_t)spans.first + spans.count; i++) {
		if (lies_within(base, size, &app_span[i]))
			return true;
	}
	return false;
}

// Nearly all buffers are in the memory that is the task's alone, so that is tried
// first; it is part of what the runs list.
bool umem_may_read(struct task_ix ix, struct uslice slice)
{
	return lies_within(slice.base, slice.size, &app_task[ix.v].own) ||
	       lies_within_any(slice.base, slice.size, app_task[ix.v].readable);
}

bool umem_may_write(struct task_ix ix, struct uslice slice)
{
	return lies_within(slice.base, slice.size, &app_task[ix.v].own) ||
	       lies_within_any(slice.base, slice.size, app_task[ix.v].writable);
}

bool umem_dumpable(struct task_ix ix, struct uslice slice, struct readable *out)
{
	struct run regions = app_task[ix.v].regions;
	struct uslice entry = arch_task_entry(ix);
	struct span span = {entry.base, entry.size};

	*out = (struct readable){slice.base, slice.size};
	if (lies_within(slice.base, slice.size, &span) || umem_may_read(ix, slice))
		return true;
	for (uint32_t i = 0; i < regions.count; i++) {
		const struct region *region = &app_region[regions.first + i];

		if ((region->attributes & REGION_READ) != 0 &&
		    (region->attributes & REGION_DEVICE) == 0 &&
		    lies_within(slice.base, slice.size, &region->span))
			return true;
	}
	return false;
}

bool umem_is_well_formed(struct uslice slice, uint32_t alignment)
{
	return slice.base % alignment == 0 && slice.base <= UINT32_MAX - slice.size;
}

struct readable umem_sent_message(struct task_ix sender)
{
	struct uslice message = args_message(sender);

	return (struct readable){message.base, message.size};
}

struct writable umem_reply_room(struct task_ix sender)
{
	struct uslice room = args_reply_room(sender);

	return (struct writable){room.base, room.size};
}

struct writable umem_receive_buffer(struct task_ix receiver)
{
	struct uslice buffer = args_receive_buffer(receiver);

	return (struct writable){buffer.base, buffer.size};
}

bool umem_overlap(struct writable to, struct readable from, uint32_t n)
{
	return to.base - from.base < n || from.base - to.base < n;
}
