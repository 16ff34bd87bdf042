// Giving up: the task stops, and its supervisor can read why.
//
// The message is put together by the compiler ("main.c:42: no such reply"), so
// a panic costs its text in flash and nothing else. None of these returns.
#pragma once

#include "ulib/sys.h"

#define PANIC_STRING_OF(x) #x
#define PANIC_STRING(x) PANIC_STRING_OF(x)
#define PANIC_TEXT(text) __FILE_NAME__ ":" PANIC_STRING(__LINE__) ": " text

// Stops the task; `text` is a string literal.
#define panic(text) sys_panic(PANIC_TEXT(text), sizeof(PANIC_TEXT(text)) - 1)

// Stops the task unless `x` holds. Always checked: there is no build without.
#define ASSERT(x) ((x) ? (void)0 : panic("not true: " #x))
