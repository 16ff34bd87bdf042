// Task memory that the kernel may touch: the one place where a task's word about
// memory is compared with the image's.
//
// The builder joins adjoining memory of a task, separately for reading and for
// writing, into spans that do not touch. So memory is the task's exactly if it
// lies within a single span.
#include "kern/umem.h"

#include "kern/app.h"
#include "kern/args.h"

static bool spans_contain(struct run spans, struct uslice slice)
{
	if (slice.size == 0)
		return true;
	// From the highest address down: on most chips RAM is there, and buffers in it.
	for (uint32_t i = spans.first + spans.count; i-- > spans.first;) {
		const struct span *span = &app_span[i];
		uint32_t offset = slice.base - span->base;

		if (offset < span->size && slice.size <= span->size - offset)
			return true;
	}
	return false;
}

bool umem_may_read(struct task_ix ix, struct uslice slice)
{
	return spans_contain(app_task[ix.v].readable, slice);
}

bool umem_may_write(struct task_ix ix, struct uslice slice)
{
	return spans_contain(app_task[ix.v].writable, slice);
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

struct readable umem_prefix(struct readable from, uint32_t n)
{
	if (n < from.size)
		from.size = n;
	return from;
}

bool umem_overlap(struct writable to, struct readable from, uint32_t n)
{
	return to.base - from.base < n || from.base - to.base < n;
}
