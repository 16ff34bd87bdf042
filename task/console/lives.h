// How the system's last life ended.
#pragma once

#include "idl/jefe_types.h"
#include "lib/text.h"

// Adds a sentence on it. Returns the cause.
enum jefe_reset_cause lives_text(struct text *line);

// Prints all that is known of it.
void lives_show(void);
