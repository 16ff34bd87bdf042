// What the tasks of the suite say to each other.
#pragma once

#include <stdint.h>

#include "ulib/sys.h"

// Asked of the runner, by suite.
enum runner_op {
	RUNNER_NEXT = 1, // -> struct choice: the case to be run
	RUNNER_BEGIN,    // the case's name ->
	RUNNER_PASS,     // the case has passed; not answered: suite is started afresh
	RUNNER_FINISH,   // there is no such case; not answered
	RUNNER_FAULTS,   // -> u32: how often a fault was notified since the case began
	RUNNER_NOTES,    // -> u32: all bits that were, since then or since this was asked
	RUNNER_TYPE,     // u8: a letter for the user to type -> u8: what came
	RUNNER_RESTARTS, // u32: whether it is to start afresh whoever faults, but suite ->
};

#define RUNNER_NAME_SIZE 48u // longest name of a case

// A case by its name or, if that is empty, by its position in the list of all.
struct choice {
	uint32_t position;
	uint32_t name_size;
	char name[RUNNER_NAME_SIZE];
};

// Asked of neighbours.
enum neighbour_op {
	NEIGHBOUR_ECHO = 1, // u32 -> its complement
	NEIGHBOUR_LAYOUT,   // -> struct layout
	NEIGHBOUR_DAMAGE,   // -> u32: words that are not as they should be
};

// Asked of assist and pawn.
enum assist_op {
	ASSIST_ECHO = 1, // u32 -> its complement
	ASSIST_LAYOUT,   // -> struct layout
	ASSIST_SWAP,     // u32: value to be kept -> u32: what was kept before, ASSIST_KEPT at first
	ASSIST_COUNT,    // -> u32: how often this was asked before
	ASSIST_POKE,     // struct poke: stores in the scratch memory ->
	ASSIST_PEEK,     // u32: offset in the scratch memory -> the bytes from there on
	ASSIST_CALL,     // struct sys_registers: makes that system call -> the same, with results
	ASSIST_CALL_LATER,  // struct sys_registers: answers, then makes the call
	ASSIST_CALLS_LATER, // two struct sys_registers: answers, then makes both, one by one
	ASSIST_RESULTS,     // -> struct sys_registers of the last call that was made later
	ASSIST_HOLD,        // never answered
	ASSIST_PANIC,       // never answered: it panics
	ASSIST_MISBEHAVE,   // struct misdeed: answers, then does that
	ASSIST_FLOAT, // u32: loads it into every floating-point register, and rounds towards 0
		      // -> sum of what was there, FPSCR included
};

#define ASSIST_KEPT 0x5EED
#define ASSIST_ROUNDING 0x00C00000u // FPSCR then
#define ASSIST_SCRATCH_SIZE 256u
#define ASSIST_POKE_MAX 64u

// Where a task has what. Addresses; code without the Thumb bit.
struct layout {
	uint32_t stack; // lowest
	uint32_t data;  // initialised
	uint32_t bss;
	uint32_t end; // of its RAM
	uint32_t rodata;
	uint32_t code;
	uint32_t scratch; // ASSIST_SCRATCH_SIZE bytes, 8-byte aligned
};

struct poke {
	uint32_t offset;
	uint32_t size;
	uint8_t bytes[ASSIST_POKE_MAX];
};

enum misdeed_kind {
	MISDEED_READ,
	MISDEED_WRITE,
	MISDEED_WALK, // reads that address and all that follow it
	MISDEED_EXECUTE,
	MISDEED_EXECUTE_DATA,
	MISDEED_EXECUTE_STACK,
	MISDEED_RECURSE,
	MISDEED_BIG_ARRAY,
	MISDEED_CALL_ON_STACK, // makes a system call with that stack pointer
	MISDEED_SPIN_ON_STACK, // waits, with that stack pointer, for an interrupt
	MISDEED_DIVIDE,
	MISDEED_UNDEFINED,
	MISDEED_EVEN_BRANCH,
	MISDEED_UNALIGNED,
	MISDEED_NO_COPROCESSOR,
	MISDEED_BREAKPOINT,
	MISDEED_PANIC,
	MISDEED_PRIVILEGE, // tries to become privileged, then reads that address
	MISDEED_MASK,      // tries to mask interrupts, then reads that address after some ms
	MISDEED_FLOAT,     // uses floating point, then an undefined instruction
};

struct misdeed {
	uint32_t kind;
	uint32_t address;
};

// What the assistant's panic says after its place.
#define ASSIST_LAST_WORDS "as I was told"

// Asked of foreign, which has the numbers in its assembly.
enum foreign_op {
	FOREIGN_COMPLEMENT = 1, // u32 -> its complement
	FOREIGN_RELAY,          // u32 -> what its peer answers to it
	FOREIGN_SWAP,           // u32: to be kept -> what was kept before, FOREIGN_KEPT at first,
	// and how often this was asked before, added up
	FOREIGN_SUM,   // u32: offset in lease 0 -> sum of the two words there
	FOREIGN_SLEEP, // u32: ms -> FOREIGN_BIT, as it was notified of it then
	FOREIGN_PANIC, // not answered
};

#define FOREIGN_KEPT 0x0F0E1u
#define FOREIGN_BIT 0x10000u
#define FOREIGN_LAST_WORDS "foreign words"

// What a worker sends to suite: its operation is worker_op, its message a u32.
enum worker_op {
	WORKER_HELLO = 100, // it has been started
	WORKER_TURN,        // it has received the notification in the message
};

// A notification that keeps a worker busy for so long before it tells.
#define WORKER_SLOW (1u << 8)
#define WORKER_SLOW_MS 40u
