// What a task's start fills its stack with, so that a debugger sees how deep it got.
// Fit for assembly.
#pragma once

#define STACK_PAINT 0x57ACCED0
