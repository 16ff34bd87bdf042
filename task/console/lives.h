// How the system's last life ended.
#pragma once

#include <stdint.h>

#include "lib/text.h"

// Adds a sentence on it. Returns the cause, JEFE_RESET_*.
uint32_t lives_text(struct text *line);

// Prints all that is known of it.
void lives_show(void);
