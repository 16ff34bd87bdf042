// The floating-point unit at start-up; one file of each form defines it.
#pragma once

// Lets tasks use the unit, if there is one, with their state saved in full at
// every exception: never lazily, since that would store a task's registers at an
// address of its choice when another is about to run.
void fpu_setup(void);
