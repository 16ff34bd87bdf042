// Progress: whoever feeds a watchdog is told to do so only while there is some.
//
// There is progress if each task that app.toml lists has checked in during the last
// period. One that is as little important as can be shows that no other keeps the
// processor to itself; others show that they are not stuck. Tasks that wait for their
// restart or are held are excused, and so are those that have not run for a whole
// period: that is the restart policy's affair.
#pragma once

#include <stdint.h>

// A task says that it gets on.
void progress_check_in(uint32_t index);

// At the end of a period: tells the listeners, or notes who did not get on.
void progress_look(uint64_t now);

// When the period ends, or POLICY_NEVER.
uint64_t progress_next(void);
