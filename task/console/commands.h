// What can be typed.
#pragma once

#include <stddef.h>

// Does what a line says, or says why not.
void commands_run(const char *line, size_t size);
