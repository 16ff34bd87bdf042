// The supervisor's one log, and whom it tells when that grows.
#pragma once

#include <stdint.h>

#include "task/jefe/log.h"

// Adds an event of this kind about a task, which is told to whoever listens at the
// next history_tell(). Returns it for more to be filled in.
struct jefe_event *history_add(uint32_t index, enum jefe_event_kind kind, uint64_t now);

const struct jefe_event *history_find(uint32_t number);

// Tells the listeners if there is something new.
void history_tell(void);
