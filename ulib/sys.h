// System calls, typed: what a task says to the kernel.
//
// abi/sys.h gives the registers, abi/task.h the ids and faults. A call that
// breaks a rule does not return: the kernel stops the task. The code in a
// struct sys_result is what remains to be looked at: 0 for success, a server's
// own codes, SYS_CODE_DEFECT for an unusable lease, or a dead code, which says
// that the peer was restarted (ulib/peer.h helps to go on after one).
//
// The sys_port_ and sys_stub_ functions are the port's (sys_port.h and stubs.S in
// ulib/arch/*). They take registers, not types; use the wrappers.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/attr.h"
#include "abi/irq.h"
#include "abi/lease.h"
#include "abi/sys.h"
#include "abi/task.h"
#include "sys_port.h"

// The wrappers vanish into their callers, so that constant arguments become
// constant registers and results stay in registers.
#define SYS_INLINE static inline __attribute__((always_inline))

// A task's name: position and generation, packed as abi/task.h says. A struct,
// so that an index or a bit mask cannot be passed for one. It goes stale when
// its task is restarted, and then calls answer with a dead code.
struct task_id {
	uint32_t raw;
};

// How a SEND or a borrow ended.
struct sys_result {
	uint32_t code; // 0: success
	uint32_t size; // bytes of the reply, or bytes copied
};

// What RECV delivered. From TASK_ID_KERNEL: notifications, in `operation`.
struct message {
	struct task_id sender;
	uint32_t operation;
	uint32_t size;        // bytes that were sent; more than the buffer: the rest is cut off
	uint32_t reply_room;  // bytes that the sender has room for
	uint32_t lease_count; // leases 0 .. lease_count - 1 may be borrowed until the reply
};

// The task's one timer.
struct timer_state {
	uint64_t now;           // ms since boot
	uint64_t deadline;      // ms since boot; 0 unless armed
	uint32_t notifications; // bits last given to SET_TIMER
	bool armed;
};

// What a lease allows its borrower.
struct lease_info {
	uint32_t code;       // 0, SYS_CODE_DEFECT or a dead code; the rest only if 0
	uint32_t attributes; // LEASE_READ | LEASE_WRITE
	uint32_t size;       // bytes
};

struct timer_registers {
	uint32_t now_low;
	uint32_t now_high;
	uint32_t armed;
	uint32_t deadline_low;
	uint32_t deadline_high;
	uint32_t notifications;
};

// r4..r11 at the call, r4..r9 after it: any number, any arguments. For tests.
struct sys_registers {
	uint32_t r[8]; // r4, r5, ... r11; the number is r[7]
};

uint32_t sys_stub_recv(void *buffer, uint32_t size, uint32_t mask, uint32_t from,
		       struct message *to);
uint32_t sys_stub_recv_notification(uint32_t mask);
void sys_stub_set_timer(uint32_t enable, uint32_t low, uint32_t high, uint32_t bits);
void sys_stub_borrow_info(uint32_t lender, uint32_t lease, struct lease_info *to);
void sys_stub_irq_control(uint32_t bits, uint32_t flags);
NORETURN void sys_stub_panic(const char *message, uint32_t size);
void sys_stub_get_timer(struct timer_registers *to);
uint64_t sys_stub_now(void);
void sys_stub_reply_fault(uint32_t to, uint32_t reason);
uint32_t sys_stub_irq_status(uint32_t bits);
void sys_stub_raw(struct sys_registers *registers);

SYS_INLINE struct task_id task_id_of(uint32_t index, uint32_t generation)
{
	return (struct task_id){task_id_make(index, generation)};
}

SYS_INLINE struct task_id task_id_kernel(void)
{
	return (struct task_id){TASK_ID_KERNEL};
}

SYS_INLINE struct sys_result sys_result_of(uint64_t registers)
{
	return (struct sys_result){(uint32_t)registers, (uint32_t)(registers >> 32)};
}

// Calls a task and waits for its reply, which fills at most `room` bytes of
// `reply`. The task may use the leases until it replies. Faults the caller if
// the app gave it no slot for `to`.
SYS_INLINE struct sys_result sys_send(struct task_id to, uint16_t operation, const void *message,
				      size_t size, void *reply, size_t room,
				      const struct lease *leases, size_t lease_count)
{
	return sys_result_of(sys_port_send(to.raw << 16 | operation, message, (uint32_t)size, reply,
					   (uint32_t)room, leases, (uint32_t)lease_count));
}

// Waits for a message from anyone who may send here, or for a notification in
// `mask`, which comes first. A message longer than the buffer is cut off and
// its full size told.
SYS_INLINE void sys_recv_open(void *buffer, size_t size, uint32_t mask, struct message *to)
{
	uint32_t result[5];

	sys_port_recv_open(buffer, (uint32_t)size, mask, result);
	*to = (struct message){
		.sender = {result[0]},
		.operation = result[1],
		.size = result[2],
		.reply_room = result[3],
		.lease_count = result[4],
	};
}

// The same, from one task only (or, named task_id_kernel(), notifications
// only). Returns 0, or a dead code if the task is not of that generation, or
// is restarted meanwhile; `to` is then meaningless.
SYS_INLINE NODISCARD uint32_t sys_recv_from(struct task_id from, void *buffer, size_t size,
					    uint32_t mask, struct message *to)
{
	return sys_stub_recv(buffer, (uint32_t)size, mask, SYS_RECV_CLOSED | from.raw, to);
}

// Waits for notifications in `mask` and takes them: the bits that were pending.
SYS_INLINE uint32_t sys_recv_notification(uint32_t mask)
{
	return sys_stub_recv_notification(mask);
}

// Answers a sender; nothing happens if it no longer waits. A message longer
// than the sender's room is a fault of the caller.
SYS_INLINE void sys_reply(struct task_id to, uint32_t code, const void *message, size_t size)
{
	sys_port_reply(to.raw, code, message, (uint32_t)size);
}

// Stops a sender that broke the rules of an interface, instead of replying.
SYS_INLINE void sys_reply_fault(struct task_id to, enum reply_fault reason)
{
	sys_stub_reply_fault(to.raw, reason);
}

// Posts `bits` to the caller at `deadline` (ms since boot), or at once if that
// has passed. Replaces what was set before.
SYS_INLINE void sys_set_timer(uint64_t deadline, uint32_t bits)
{
	sys_stub_set_timer(1, (uint32_t)deadline, (uint32_t)(deadline >> 32), bits);
}

// Disarms the timer. The bits are kept for GET_TIMER.
SYS_INLINE void sys_clear_timer(uint32_t bits)
{
	sys_stub_set_timer(0, 0, 0, bits);
}

SYS_INLINE struct timer_state sys_get_timer(void)
{
	struct timer_registers r;

	sys_stub_get_timer(&r);
	return (struct timer_state){
		.now = (uint64_t)r.now_high << 32 | r.now_low,
		.deadline = (uint64_t)r.deadline_high << 32 | r.deadline_low,
		.notifications = r.notifications,
		.armed = r.armed != 0,
	};
}

// Milliseconds since boot.
SYS_INLINE uint64_t sys_now(void)
{
	return sys_stub_now();
}

// Copies out of a lease of a sender that waits for our reply: `size` bytes, or
// what the lease has left after `offset`. An index or offset out of range is a
// fault of the caller.
SYS_INLINE struct sys_result sys_borrow_read(struct task_id lender, uint32_t lease, uint32_t offset,
					     void *to, size_t size)
{
	return sys_result_of(
		sys_port_borrow(SYS_BORROW_READ, lender.raw, lease, offset, to, (uint32_t)size));
}

// The same, into the lease.
SYS_INLINE struct sys_result sys_borrow_write(struct task_id lender, uint32_t lease,
					      uint32_t offset, const void *from, size_t size)
{
	return sys_result_of(
		sys_port_borrow(SYS_BORROW_WRITE, lender.raw, lease, offset, from, (uint32_t)size));
}

SYS_INLINE struct lease_info sys_borrow_info(struct task_id lender, uint32_t lease)
{
	struct lease_info info;

	sys_stub_borrow_info(lender.raw, lease, &info);
	return info;
}

// Enables (IRQ_ENABLE) or else disables the caller's interrupts that post
// exactly `bits`; IRQ_CLEAR_PENDING drops what was latched meanwhile.
SYS_INLINE void sys_irq_control(uint32_t bits, uint32_t flags)
{
	sys_stub_irq_control(bits, flags);
}

// IRQ_STATUS_* flags of the caller's interrupts that post exactly `bits`.
SYS_INLINE uint32_t sys_irq_status(uint32_t bits)
{
	return sys_stub_irq_status(bits);
}

// Ends the caller; use panic() of ulib/panic.h, which says where.
SYS_INLINE NORETURN void sys_panic(const char *message, size_t size)
{
	sys_stub_panic(message, (uint32_t)size);
}

// The present id of the task at this id's position.
SYS_INLINE struct task_id sys_refresh_task_id(struct task_id id)
{
	return (struct task_id){sys_port_refresh_task_id(id.raw)};
}

// Sets notification bits of another task. Returns 0 or a dead code.
SYS_INLINE uint32_t sys_post(struct task_id to, uint32_t bits)
{
	return sys_port_post(to.raw, bits);
}
