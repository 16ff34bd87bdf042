// What the supervisor keeps of tasks that faulted.
#pragma once

// Prints a line for each crash record, the oldest first.
void crashes_show(void);
