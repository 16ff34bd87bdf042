// Requests to end: Ctrl-C, SIGTERM, a terminal that is closed.
#pragma once

#include <stdbool.h>

// From now on such signals are kept for signals_came() instead of ending the
// program, and writing to a closed pipe is an error like any other. Returns a
// descriptor that becomes readable when one has come, for poll().
int signals_catch(void);

// Takes a signal that has come; 0 if none has.
int signals_came(void);

// From now on they act as usual again.
void signals_release(void);
