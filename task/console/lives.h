// How the system's last life ended.
#pragma once

#include "lib/text.h"

// Adds a sentence on it.
void lives_text(struct text *line);

// Prints all that is known of it.
void lives_show(void);
