// Task memory that the kernel may touch.
//
// A task names memory by a struct uslice, which nothing can dereference. The
// functions here compare it with what the image gives the task and make the two
// types that arch_copy() and its kin accept; nothing else makes them.
#pragma once

#include "kern/app.h"
#include "kern/arch.h"
#include "kern/args.h"
#include "kern/kernel.h"
#include "kern/sound.h"

// Whether [base, base + size), not empty, lies in the span and does not wrap.
/*@
  requires \valid_read(span) && umem_is_span(*span);
  ensures size > 0 ==> (\result <==> umem_lies_in(base, size, *span));
  ensures \result ==> umem_lies_in(base, size, *span);
  assigns \nothing;
*/
NODISCARD ALWAYS_INLINE bool umem_lies_within(uint32_t base, uint32_t size, const struct span *span)
{
	uint32_t offset = base - span->base;

	KEEP(offset);
	return offset < span->size && size <= span->size - offset;
}

// Whether every byte of the slice is the task's to read (to write): it lies
// within one stretch of the task's memory, devices and DMA buffers excepted, and
// does not wrap. An empty slice passes, wherever it is.
/*@
  requires umem_knows(task);
  ensures \result <==> umem_reads(task, base, size);
  assigns \nothing;
*/
NODISCARD bool umem_may_read_bytes(const struct task *task, uint32_t base, uint32_t size);
/*@
  requires umem_knows(task);
  ensures \result <==> umem_writes(task, base, size);
  assigns \nothing;
*/
NODISCARD bool umem_may_write_bytes(const struct task *task, uint32_t base, uint32_t size);

/*@
  requires umem_knows(task);
  ensures \result <==> umem_reads(task, slice.base, slice.size);
  assigns \nothing;
*/
NODISCARD ALWAYS_INLINE bool umem_may_read(const struct task *task, struct uslice slice)
{
	return umem_may_read_bytes(task, slice.base, slice.size);
}

/*@
  requires umem_knows(task);
  ensures \result <==> umem_writes(task, slice.base, slice.size);
  assigns \nothing;
*/
NODISCARD ALWAYS_INLINE bool umem_may_write(const struct task *task, struct uslice slice)
{
	return umem_may_write_bytes(task, slice.base, slice.size);
}

// Whether it is in the memory that is the task's alone, to read and write: nearly all
// buffers are, so those who are in a hurry look there first. An empty slice may not be.
/*@
  requires umem_knows(task);
  ensures \result ==> umem_lies_in(slice.base, slice.size, task->desc->own);
  assigns \nothing;
*/
NODISCARD ALWAYS_INLINE bool umem_is_own(const struct task *task, struct uslice slice)
{
	return umem_lies_within(slice.base, slice.size, &task->desc->own);
}

// umem_is_own(), and the slice as memory to be used, which it may be if either that or
// umem_may_read() says so.
/*@
  requires umem_knows(task) && \valid(out) && \separated(out, task, task->desc, app_span + (..));
  ensures out->base == slice.base && out->size == slice.size;
  ensures \result ==> umem_lies_in(out->base, out->size, task->desc->own);
  assigns *out;
*/
NODISCARD ALWAYS_INLINE bool umem_own_readable(const struct task *task, struct uslice slice,
					       struct readable *out)
{
	*out = (struct readable){slice.base, slice.size};
	return umem_is_own(task, slice);
}

// umem_may_read(), umem_may_write(), and the slice as memory to be used.
/*@
  requires umem_knows(task) && \valid(out) && \separated(out, task, task->desc, app_span + (..));
  ensures out->base == slice.base && out->size == slice.size;
  ensures \result <==> umem_reads(task, out->base, out->size);
  ensures \result && memory_is_known && is_task(task) ==> is_checked_readable(*out);
  assigns *out;
*/
NODISCARD bool umem_readable(const struct task *task, struct uslice slice, struct readable *out);
/*@
  requires umem_knows(task) && \valid(out) && \separated(out, task, task->desc, app_span + (..));
  ensures out->base == slice.base && out->size == slice.size;
  ensures \result <==> umem_writes(task, out->base, out->size);
  ensures \result && memory_is_known && is_task(task) ==> is_checked_writable(*out);
  assigns *out;
*/
NODISCARD bool umem_writable(const struct task *task, struct uslice slice, struct writable *out);

// The same again, for memory that is in the task's dump: its entry in the kernel's table,
// and whatever it may read, DMA buffers included and devices excepted.
/*@
  requires sound: memory_is_known && descs_are_sound && indices_are_sound;
  requires is_task(task) && \valid(out) && \separated(out, &kernel);
  ensures out->base == slice.base && out->size == slice.size;
  ensures \result ==> umem_reads(task, out->base, out->size) ||
    is_in_entry(task->index, out->base, out->size) ||
    is_in_regions(task->desc, out->base, out->size);
  ensures \result ==> is_checked_readable(*out);
  assigns *out;
*/
NODISCARD bool umem_dumpable(const struct task *task, struct uslice slice, struct readable *out);

// Whether the slice could be memory at all: aligned (to a power of two), and
// ending no later than the last address but one.
/*@
  requires alignment > 0;
  ensures \result <==> slice.base % alignment == 0 && slice.base + slice.size < 0x100000000;
  assigns \nothing;
*/
NODISCARD bool umem_is_well_formed(struct uslice slice, uint32_t alignment);

// The buffers of a blocked task, checked when it made the call that blocks it
// (invariant K7): a sender's message, a sender's room for the reply, a
// receiver's buffer.
/*@
  requires \valid_read(sender) && has_message(sender);
  ensures \result.base == sender->save.arg[1] && \result.size == sender->save.arg[2];
  ensures memory_is_known && is_task(sender) ==> is_checked_readable(\result);
  assigns \nothing;
*/
ALWAYS_INLINE struct readable umem_sent_message(const struct task *sender)
{
	struct uslice message = args_message(sender);

	return (struct readable){message.base, message.size};
}

/*@
  requires \valid_read(sender) && has_room(sender);
  ensures \result.base == sender->save.arg[3] && \result.size == sender->save.arg[4];
  ensures memory_is_known && is_task(sender) ==> is_checked_writable(\result);
  assigns \nothing;
*/
ALWAYS_INLINE struct writable umem_reply_room(const struct task *sender)
{
	struct uslice room = args_reply_room(sender);

	return (struct writable){room.base, room.size};
}

/*@
  requires \valid_read(receiver) && has_buffer(receiver);
  ensures \result.base == receiver->save.arg[0] && \result.size == receiver->save.arg[1];
  ensures memory_is_known && is_task(receiver) ==> is_checked_writable(\result);
  assigns \nothing;
*/
ALWAYS_INLINE struct writable umem_receive_buffer(const struct task *receiver)
{
	struct uslice buffer = args_receive_buffer(receiver);

	return (struct writable){buffer.base, buffer.size};
}

// What remains of either without its first n bytes; it has as many.
/*@
  requires n <= r.size && is_checked_readable(r);
  ensures is_checked_readable(\result);
  ensures \result.size == r.size - n;
  ensures n < r.size ==> \result.base == r.base + n;
  assigns \nothing;
*/
static inline struct readable umem_readable_from(struct readable r, uint32_t n)
{
	/*@ assert \forall struct task_desc *d; n < r.size && desc_reads(d, r.base, r.size) ==>
	      desc_reads(d, r.base + n, r.size - n); */
	/*@ assert \forall struct task_desc *d; n < r.size && is_in_regions(d, r.base, r.size) ==>
	      is_in_regions(d, r.base + n, r.size - n); */
	return (struct readable){r.base + n, r.size - n};
}

/*@
  requires n <= w.size && is_checked_writable(w);
  ensures is_checked_writable(\result);
  ensures \result.size == w.size - n;
  ensures n < w.size ==> \result.base == w.base + n;
  assigns \nothing;
*/
static inline struct writable umem_writable_from(struct writable w, uint32_t n)
{
	return (struct writable){w.base + n, w.size - n};
}

// Whether the first n bytes of both have a byte in common. Both are that long.
/*@
  requires n <= to.size && to.base + to.size <= 0x100000000;
  requires n <= from.size && from.base + from.size <= 0x100000000;
  ensures \result <==> umem_overlaps(to.base, from.base, n);
  assigns \nothing;
*/
NODISCARD ALWAYS_INLINE bool umem_overlap(struct writable to, struct readable from, uint32_t n)
{
	return to.base - from.base < n || from.base - to.base < n;
}
