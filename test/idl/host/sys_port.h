// System calls as functions that a test provides: for generated code on the host, and for
// compilers whose processor has no port.
#pragma once

#include <stdint.h>

#include "abi/lease.h"

uint64_t sys_port_send(uint32_t target, const void *message, uint32_t size, void *reply,
		       uint32_t room, const struct lease *leases, uint32_t lease_count);
void sys_port_recv_open(void *buffer, uint32_t size, uint32_t mask, uint32_t result[5]);
void sys_port_reply(uint32_t to, uint32_t code, const void *message, uint32_t size);
uint64_t sys_port_borrow(uint32_t number, uint32_t lender, uint32_t lease, uint32_t offset,
			 const void *buffer, uint32_t size);
uint32_t sys_port_refresh_task_id(uint32_t id);
uint32_t sys_port_post(uint32_t to, uint32_t bits);
