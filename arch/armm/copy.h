// Copying memory by address, as fast as alignment allows.
#pragma once

#include <stdint.h>

// Copies n bytes from address `from` to address `to`. They do not overlap.
void arm_copy(uint32_t to, uint32_t from, uint32_t n);
