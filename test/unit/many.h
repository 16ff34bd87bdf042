// An image of KERN_TASKS tasks that differ in nothing but their priority: task i
// has level i % KERN_LEVELS, so neighbours in the table are far apart in rank. Any
// task may send to any, and has 16 bytes of memory. For tests that are built for
// several sizes.
#pragma once

#include "kern/kernel.h"

// Boots. All but the least important task are stopped.
void many_boot(void);

// The position of task i when all are sorted by level, then index.
uint32_t many_rank(uint32_t i);

// Where task i's memory is.
uint32_t many_ram(uint32_t i);
