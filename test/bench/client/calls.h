// The operations that are measured, each `count` times, at least once. Each is a loop of two
// instructions around a call, with a mark at its head: what lies between two
// executions of the mark is one operation.
#pragma once

#include <stdint.h>

#include "ulib/sys.h"

void call_null(uint32_t count);
void call_get_timer(uint32_t count);
void call_set_timer(uint32_t count);
void call_rpc_4_4(uint32_t count);
void call_rpc_idl_4_4(uint32_t count);
void call_rpc_256_256(uint32_t count);
void call_rpc_1024_4(uint32_t count);
void call_lease_read_1024(uint32_t count);
void call_post(uint32_t count);
void call_irq(uint32_t count);
void call_restart(uint32_t count);

// Long copies, with an interrupt at all times of each (copies.c).
void call_copies(void);

// A counter of the board: so many cycles of 25 MHz.
#define counter ((volatile uint32_t *)(FPGAIO_BASE + 0x18))

// Loops of so many instructions, to check the counting (calibrate.S). The loop of 3
// reads the device register at `address`, that of 7 memory there.
void calibrate_2(uint32_t count);
void calibrate_3(uint32_t count, volatile uint32_t *address);
void calibrate_7(uint32_t count, uint32_t *address);
void calibrate_10(uint32_t count);
