// Test programs of the host: meson builds them, and they print "ok NAME" and
// "FAILED NAME: where: what" lines, which count as their results. Other lines belong to
// the one above.
#pragma once

#include <stdbool.h>

#include "tool/base/arena.h"
#include "tool/run/tally.h"

#define REPORT_FOLDER "out/host"

// Builds what a target of meson's stands for. False, after reporting it as the failure of
// `name`, if that is not possible.
bool report_build(struct arena *arena, struct tally *tally, const char *target, struct str name);

// Runs a program, passes its lines on and counts them. That it fails without a line that
// says why, prints no result, or takes longer than `seconds`, is a failure of `name`.
void report_run(struct arena *arena, struct tally *tally, struct str name, const char *const *argv,
		unsigned seconds);
