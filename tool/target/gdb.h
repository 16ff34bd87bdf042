// A client of the GDB remote protocol: what bh needs of a target, over a connected
// stream socket.
//
// The target is either stopped or running. Everything but gdb_wait() and
// gdb_interrupt() needs it stopped. gdb_continue() and gdb_step() only set it
// going; the stop that follows comes from gdb_wait(). No call waits longer than it
// says, and none ends the program.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/attr.h"
#include "tool/base/arena.h"
#include "tool/base/str.h"
#include "tool/target/registers.h"

enum gdb_result {
	GDB_OK = 0,
	GDB_REFUSED, // the target said no, or does not know the request
	GDB_TIMEOUT, // no answer yet
	GDB_CLOSED,  // nobody is there any more
	GDB_UNKNOWN, // no machine or no port has this name
	GDB_GARBLED, // an answer that makes no sense
};

// For messages: "the connection was closed".
const char *gdb_result_text(enum gdb_result result);

struct gdb_stop {
	uint8_t signal; // number as GDB counts them: 5 breakpoint or step, 2 interrupted
};

#define GDB_SIGNAL_INTERRUPT 2u
#define GDB_SIGNAL_QUIT 3u // QEMU: the machine was shut down, or wants to be
#define GDB_SIGNAL_TRAP 5u

struct gdb;

// Greets a stub on a connected socket, which now belongs to the result. The target
// is stopped afterwards. NULL, and the reason, if nobody answers sensibly.
struct gdb *gdb_open(struct arena *arena, int fd, enum gdb_result *why);

// Connects to the stub at a unix socket's path, then as gdb_open().
struct gdb *gdb_connect(struct arena *arena, const char *path, enum gdb_result *why);

// The same, to "HOST:PORT" or ":PORT" of this machine.
struct gdb *gdb_connect_port(struct arena *arena, struct str address, enum gdb_result *why);

// The socket, to poll for a stop together with other things.
int gdb_socket(const struct gdb *gdb);

// QEMU only: memory is read and written past the protection unit. Needed to see
// kernel memory while a task runs.
NODISCARD enum gdb_result gdb_use_physical_memory(struct gdb *gdb, bool on);

// Breakpoints on 16-bit instructions: as code in memory, or in the processor.
NODISCARD enum gdb_result gdb_break(struct gdb *gdb, uint32_t address);
NODISCARD enum gdb_result gdb_unbreak(struct gdb *gdb, uint32_t address);
NODISCARD enum gdb_result gdb_break_hard(struct gdb *gdb, uint32_t address);
NODISCARD enum gdb_result gdb_unbreak_hard(struct gdb *gdb, uint32_t address);

// The same for all kinds of them, numbered as in the protocol's Z packets.
NODISCARD enum gdb_result gdb_set_stop(struct gdb *gdb, unsigned kind, uint32_t address,
				       uint32_t size, bool on);

NODISCARD enum gdb_result gdb_continue(struct gdb *gdb);

// Lets one instruction run, a breakpoint on it notwithstanding.
NODISCARD enum gdb_result gdb_step(struct gdb *gdb);

// Asks a running target to stop; the stop comes from gdb_wait().
NODISCARD enum gdb_result gdb_interrupt(struct gdb *gdb);

// Asks a target that is thought to have stopped, though nothing was heard of that.
NODISCARD enum gdb_result gdb_ask_stopped(struct gdb *gdb);

// Waits until the target stops, at most `ms` milliseconds (0: only looks).
NODISCARD enum gdb_result gdb_wait(struct gdb *gdb, int ms, struct gdb_stop *stop);

NODISCARD enum gdb_result gdb_read(struct gdb *gdb, uint32_t address, void *to, size_t n);
NODISCARD enum gdb_result gdb_write(struct gdb *gdb, uint32_t address, const void *from, size_t n);

// All that the server knows; it is asked once what those are.
NODISCARD enum gdb_result gdb_read_registers(struct gdb *gdb, struct registers *registers);

// Changes one of those that gdb_read_registers() has found.
NODISCARD enum gdb_result gdb_write_register(struct gdb *gdb, unsigned number, uint32_t value);

// Has the server do something of its own, as GDB's `monitor` does. What it prints is
// dropped.
NODISCARD enum gdb_result gdb_monitor(struct gdb *gdb, const char *command);

// Lets the target run on without us, and closes the connection.
void gdb_detach(struct gdb *gdb);

// Closes the connection as it is.
void gdb_close(struct gdb *gdb);
