// Running a script: a line "scene NAME", then events as test/model/event.h has them, one
// a line; empty lines and those that begin with # are skipped. The explorer prints its
// counterexamples so.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "test/model/scene.h"

// The scene of this name, of KERN_TASKS tasks; NULL if there is none.
const struct scene *scene_find(const char *name);

// Runs the script on the kernel and on the reference model, from boot. False if the two
// do not agree after an event, or if the script has a mistake: `why` says which, with the
// number of the line. With `show`, each event is printed and what it led to.
bool replay(FILE *script, FILE *show, char *why, size_t why_size);
