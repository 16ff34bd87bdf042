// The terminal or pipe at which bh was started, as the guest's console.
#pragma once

#include <stdbool.h>

#include "tool/base/arena.h"
#include "tool/base/str.h"

// Ends a run when typed at a terminal in raw mode.
#define CONSOLE_END 0x03 // Ctrl-C

// Whether standard input is a terminal.
bool console_is_terminal(void);

// From now on, if standard input is a terminal, every key is read at once, unseen
// and without a meaning of its own. console_restore() undoes it.
void console_raw(void);
void console_restore(void);

// Writes to standard output. False if nobody reads it any more, or it cannot be written.
bool console_print(struct str output);

// Says so if standard output could not be written: a full disk is a failure, a reader
// who has seen enough is not. False if there is nothing to say.
bool console_has_failed(void);

// Begins a new line on standard output if one is begun and a person sees it.
void console_end_line(void);

// Reads standard input to its end, or until nothing has come for a moment. True if
// it was the end.
bool console_gather(struct arena *arena, struct str *input);
