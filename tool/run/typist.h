// The typist: decides when each byte of the input is typed, in virtual time.
//
// Lines are spread over the first four fifths of the run, so that what the guest
// does about the last one is still seen; with n lines there are n + 1 equal gaps.
// The bytes of a line follow each other as fast as the guest takes them. An input
// of more bytes than the run has milliseconds is not spread: it is all due soon
// after the start.
//
// Only the input and the length of the run enter into it, never the host's clock,
// so the same run types the same bytes at the same moments.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/base/arena.h"
#include "tool/base/str.h"

struct typist {
	struct text input;
	size_t next;     // position in the input of the byte to type next
	size_t line;     // lines begun before it
	size_t lines;    // in the whole input; the last need not be ended
	uint64_t run_ms; // virtual length of the run; 0: everything is due at once
};

// Spreads an input over a run.
struct typist typist_plan(struct arena *arena, struct str input, uint64_t run_ms);

// For input that comes while the guest runs: what is added is due at once.
struct typist typist_at_once(struct arena *arena);
void typist_add(struct typist *typist, struct str more);

bool typist_is_done(const struct typist *typist);
size_t typist_left(const struct typist *typist); // bytes

// The moment at which the next byte should be typed, in ms of virtual time. There
// must be one.
uint64_t typist_due(const struct typist *typist);

// Whether the next byte should be typed at this moment, in ms of virtual time.
bool typist_is_due(const struct typist *typist, uint64_t now);

// The next byte, and going on to the one after it. There must be one.
char typist_peek(const struct typist *typist);
void typist_take(struct typist *typist);
