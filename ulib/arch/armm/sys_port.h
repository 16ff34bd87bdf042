// The commonest system calls of Armv7-M and later, in place (abi/sys.h has the
// registers); the others are in stubs.S. For ulib/sys.h, which checks and types.
//
// The compiler puts arguments where the call wants them and finds results where the
// call leaves them. All other registers come back unchanged. Memory may be read and
// written by the call, or by others while it blocks.
#pragma once

#include <stdint.h>

#include "abi/lease.h"
#include "abi/sys.h"

#define SYS_PORT_INLINE static inline __attribute__((always_inline))

// Declares a variable that lives in a register.
#define SYS_PORT_IN(register_name, type, value) \
	register type register_name __asm__(#register_name) = (type)(value)

#define SYS_PORT_RESULT(register_name) register uint32_t register_name __asm__(#register_name)

// What such a register held after the call. Read as an ordinary variable: gcc 12
// makes wrong code of expressions in which two variables of fixed registers meet.
SYS_PORT_INLINE uint32_t sys_port_out(uint32_t word)
{
	__asm__("" : "+r"(word));
	return word;
}

#define SYS_PORT_TWO(low, high) ((uint64_t)sys_port_out(high) << 32 | sys_port_out(low))

// target: task id << 16 | operation -> low: code, high: size
SYS_PORT_INLINE uint64_t sys_port_send(uint32_t target, const void *message, uint32_t size,
				       void *reply, uint32_t room, const struct lease *leases,
				       uint32_t lease_count)
{
	SYS_PORT_IN(r4, uint32_t, target);
	SYS_PORT_IN(r5, uint32_t, message);
	SYS_PORT_IN(r6, uint32_t, size);
	SYS_PORT_IN(r7, void *, reply);
	SYS_PORT_IN(r8, uint32_t, room);
	SYS_PORT_IN(r9, const struct lease *, leases);
	SYS_PORT_IN(r10, uint32_t, lease_count);
	SYS_PORT_IN(r11, uint32_t, SYS_SEND);

	__asm__ volatile("svc #0"
			 : "+r"(r4), "+r"(r5)
			 : "r"(r6), "r"(r7), "r"(r8), "r"(r9), "r"(r10), "r"(r11)
			 : "memory");
	return SYS_PORT_TWO(r4, r5);
}

// An open receive cannot fail, so there is no code to look at.
SYS_PORT_INLINE void sys_port_recv_open(void *buffer, uint32_t size, uint32_t mask,
					uint32_t result[5])
{
	SYS_PORT_IN(r4, void *, buffer);
	SYS_PORT_IN(r5, uint32_t, size);
	SYS_PORT_IN(r6, uint32_t, mask);
	SYS_PORT_IN(r7, uint32_t, 0);
	SYS_PORT_RESULT(r8);
	SYS_PORT_RESULT(r9);
	SYS_PORT_IN(r11, uint32_t, SYS_RECV);

	__asm__ volatile("svc #0"
			 : "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7), "=r"(r8), "=r"(r9)
			 : "r"(r11)
			 : "memory");
	result[0] = sys_port_out(r5);
	result[1] = sys_port_out(r6);
	result[2] = sys_port_out(r7);
	result[3] = sys_port_out(r8);
	result[4] = sys_port_out(r9);
}

SYS_PORT_INLINE void sys_port_reply(uint32_t to, uint32_t code, const void *message, uint32_t size)
{
	SYS_PORT_IN(r4, uint32_t, to);
	SYS_PORT_IN(r5, uint32_t, code);
	SYS_PORT_IN(r6, const void *, message);
	SYS_PORT_IN(r7, uint32_t, size);
	SYS_PORT_IN(r11, uint32_t, SYS_REPLY);

	__asm__ volatile("svc #0" ::"r"(r4), "r"(r5), "r"(r6), "r"(r7), "r"(r11) : "memory");
}

// number: SYS_BORROW_READ or SYS_BORROW_WRITE -> low: code, high: size
SYS_PORT_INLINE uint64_t sys_port_borrow(uint32_t number, uint32_t lender, uint32_t lease,
					 uint32_t offset, const void *buffer, uint32_t size)
{
	SYS_PORT_IN(r4, uint32_t, lender);
	SYS_PORT_IN(r5, uint32_t, lease);
	SYS_PORT_IN(r6, uint32_t, offset);
	SYS_PORT_IN(r7, const void *, buffer);
	SYS_PORT_IN(r8, uint32_t, size);
	SYS_PORT_IN(r11, uint32_t, number);

	__asm__ volatile("svc #0"
			 : "+r"(r4), "+r"(r5)
			 : "r"(r6), "r"(r7), "r"(r8), "r"(r11)
			 : "memory");
	return SYS_PORT_TWO(r4, r5);
}

SYS_PORT_INLINE uint32_t sys_port_refresh_task_id(uint32_t id)
{
	SYS_PORT_IN(r4, uint32_t, id);
	SYS_PORT_IN(r11, uint32_t, SYS_REFRESH_TASK_ID);

	__asm__ volatile("svc #0" : "+r"(r4) : "r"(r11) : "memory");
	return sys_port_out(r4);
}

SYS_PORT_INLINE uint32_t sys_port_post(uint32_t to, uint32_t bits)
{
	SYS_PORT_IN(r4, uint32_t, to);
	SYS_PORT_IN(r5, uint32_t, bits);
	SYS_PORT_IN(r11, uint32_t, SYS_POST);

	__asm__ volatile("svc #0" : "+r"(r4), "+r"(r5) : "r"(r11) : "memory");
	return sys_port_out(r4);
}
