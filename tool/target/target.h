// A target: a processor's memory and registers, to look at and perhaps to change.
//
// Commands use nothing but this and never know what is behind it:
//
//     live    a GDB remote server: the emulator, OpenOCD, a probe (target_gdb.h)
//     core    a dump, of all memory or a part of it (target_core.h)
//     image   nothing but what is in flash, from the archive (target_image.h)
//
// A live target was running or halted when it was opened, and is left so: by
// target_close(), at the program's end whatever ended it, and by a signal such as
// Ctrl-C, which is acted on before the next exchange with it. What is read between
// target_halt() and target_resume() belongs to one moment.
//
// Nothing here ends the program or prints, except for such a signal.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/attr.h"
#include "tool/base/arena.h"
#include "tool/base/str.h"
#include "tool/target/registers.h"

enum target_kind {
	TARGET_LIVE,
	TARGET_CORE,
	TARGET_IMAGE,
};

struct target;

// Where a target is to stop by itself, as the GDB remote protocol counts kinds.
struct target_stop {
	unsigned kind; // breakpoint in memory 0, in the processor 1; watchpoint 2 to 4
	uint32_t address;
	uint32_t size; // of the instruction, or of what is watched
};

// What a kind of target can do. NULL: it cannot. All but halt, resume and close need
// a target that is halted.
struct target_ops {
	// Reads from an address up, as many of n bytes as there are without a gap, and
	// returns how many.
	size_t (*read)(struct target *target, uint32_t address, void *to, size_t n);
	bool (*write)(struct target *target, uint32_t address, const void *from, size_t n);
	bool (*read_registers)(struct target *target, struct registers *to);
	bool (*halt)(struct target *target);
	bool (*resume)(struct target *target);
	bool (*step)(struct target *target);  // one instruction
	bool (*reset)(struct target *target); // as the processor's reset pin would
	bool (*write_register)(struct target *target, unsigned number, uint32_t value);
	bool (*set_stop)(struct target *target, const struct target_stop *stop, bool on);
	bool (*wait)(struct target *target, unsigned ms, uint8_t *signal);
	int (*socket)(struct target *target);
	void (*close)(struct target *target);
};

// The first member of each kind's own struct.
struct target {
	const struct target_ops *ops;
	enum target_kind kind;
	struct arena *arena;
	struct str name;     // for people: "the emulator", "demo.core"
	const char *problem; // of the last call that failed, in words; or NULL
	bool halted;
	bool found_halted; // and to be left so
	uint64_t taken;    // of a dump: ms since boot when it was taken; 0 if it does not say
	bool gone;         // nobody answers any more
};

// All of n bytes, or false.
NODISCARD bool target_read(struct target *target, uint32_t address, void *to, size_t n);

// As many as there are, from the address up.
NODISCARD size_t target_read_some(struct target *target, uint32_t address, void *to, size_t n);

// A little-endian number of 1, 2 or 4 bytes.
NODISCARD bool target_read_word(struct target *target, uint32_t address, uint32_t *word);
NODISCARD bool target_read_number(struct target *target, uint32_t address, size_t size,
				  uint32_t *number);

NODISCARD bool target_write(struct target *target, uint32_t address, const void *from, size_t n);
NODISCARD bool target_write_word(struct target *target, uint32_t address, uint32_t word);
NODISCARD bool target_read_registers(struct target *target, struct registers *to);

// Halting what is halted, or resuming what runs, is no error. Dumps are always halted.
NODISCARD bool target_halt(struct target *target);
NODISCARD bool target_resume(struct target *target);

NODISCARD bool target_step(struct target *target);
NODISCARD bool target_reset(struct target *target);

// Changes a register of the halted processor.
NODISCARD bool target_write_register(struct target *target, unsigned number, uint32_t value);

NODISCARD bool target_set_stop(struct target *target, const struct target_stop *stop, bool on);

// Whether a target that was resumed has stopped by itself; waits for that at most so long.
// It is halted then, and `signal` is why, as GDB numbers signals.
NODISCARD bool target_wait(struct target *target, unsigned ms, uint8_t *signal);

// To poll for that together with other things: readable when there is something to wait
// for. -1 for a target that never runs.
int target_socket(struct target *target);

// Leaves the target as it was found. It may be called twice.
void target_close(struct target *target);
