// What a plugin is told when QEMU starts it: arguments of the form "name=number".
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// Whether an argument is the one of that name; its number.
static inline bool argument_read(const char *argument, const char *name, uint64_t *value)
{
	size_t size = strlen(name);

	if (strncmp(argument, name, size) != 0 || argument[size] != '=')
		return false;
	*value = strtoull(argument + size + 1, NULL, 0);
	return true;
}
