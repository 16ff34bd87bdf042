// Compiler attributes under short names, for code that must stay C11.
#pragma once

#define NODISCARD __attribute__((warn_unused_result))
#define NORETURN __attribute__((noreturn))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

// Stays in the image under its own name and holds what was written to it: a
// debugger, or the next boot, reads it.
#define KEPT __attribute__((used))

// In memory that start-up does not clear, neither after a restart nor after a reset. At
// power-on it holds anything, so what is kept there needs a seal (abi/seal.h).
#define SURVIVES(name) __attribute__((section(".uninit." #name)))

// For what happens seldom, so that it does not weigh on the code around it.
#define NEVER_INLINE __attribute__((noinline))

// Has the compiler keep a value in a register, where it would rather compute it again at
// each use.
#define KEEP(variable) __asm__("" : "+r"(variable))

// For a few instructions on the path of every message, where a call would cost more.
#define ALWAYS_INLINE static inline __attribute__((always_inline))
