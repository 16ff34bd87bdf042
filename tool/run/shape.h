// Whether JSON has the members that doc/debugger.md promises.
//
// A shape is a list of members, separated by blanks:
//
//     now:i                       a whole number
//     tasks[].name:s              a string, in each element of an array that has some
//     tasks[].fault:o?            an object or null
//     tasks[*].timer.deadline:i   of elements, or none, whose `timer` is not null
//
// Types are s string, x string with a hexadecimal number, i whole number, n number,
// b boolean, a array, o object, v anything.
#pragma once

#include <stdbool.h>

#include <jansson.h>

#include "tool/base/str.h"

// False, with the first member that is not as it should be, if there is such a one.
bool shape_holds(const json_t *root, const char *shape, struct str *wrong);

// What every object of a command begins with.
#define SHAPE_COMMAND "command:s app:s board:s image-id:x problems:a failure:s? "
