// Task memory that the kernel may touch.
//
// A task names memory by a struct uslice, which nothing can dereference. The
// functions here compare it with what the image gives the task and make the two
// types that arch_copy() and its kin accept; nothing else makes them.
#pragma once

#include "kern/kernel.h"

// Bytes that the task may read, and the kernel on its behalf.
struct readable {
	uint32_t base;
	uint32_t size;
};

// Bytes that the task may write, and the kernel on its behalf.
struct writable {
	uint32_t base;
	uint32_t size;
};

// Whether every byte of the slice is the task's to read (to write): it lies
// within one stretch of the task's memory, devices and DMA buffers excepted, and
// does not wrap. An empty slice passes, wherever it is.
NODISCARD bool umem_may_read(struct task_ix ix, struct uslice slice);
NODISCARD bool umem_may_write(struct task_ix ix, struct uslice slice);

// Whether the slice could be memory at all: aligned (to a power of two), and
// ending no later than the last address but one.
NODISCARD bool umem_is_well_formed(struct uslice slice, uint32_t alignment);

NODISCARD static inline bool umem_readable(struct task_ix ix, struct uslice slice,
					   struct readable *out)
{
	*out = (struct readable){slice.base, slice.size};
	return umem_may_read(ix, slice);
}

NODISCARD static inline bool umem_writable(struct task_ix ix, struct uslice slice,
					   struct writable *out)
{
	*out = (struct writable){slice.base, slice.size};
	return umem_may_write(ix, slice);
}

// The same for memory that is in the task's dump: its entry in the kernel's table,
// and whatever it may read, DMA buffers included and devices excepted.
NODISCARD bool umem_dumpable(struct task_ix ix, struct uslice slice, struct readable *out);

// The buffers of a blocked task, checked when it made the call that blocks it
// (invariant K7): a sender's message, a sender's room for the reply, a
// receiver's buffer.
struct readable umem_sent_message(struct task_ix sender);
struct writable umem_reply_room(struct task_ix sender);
struct writable umem_receive_buffer(struct task_ix receiver);

// Whether the first n bytes of both have a byte in common. Both are that long.
NODISCARD bool umem_overlap(struct writable to, struct readable from, uint32_t n);
