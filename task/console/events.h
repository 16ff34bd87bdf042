// What the supervisor has to tell: faults and restarts, a line each.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// Goes to where the supervisor's log is to be read from: its start or, if the
// console itself was restarted, its own last fault.
void events_open(void);

// Whether there is something to show.
bool events_are_there(void);

// Shows all that is new. Returns how many times in it the task with this index was
// restarted, or is held instead.
uint32_t events_show(uint32_t index);
