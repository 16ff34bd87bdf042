// A QEMU process that runs an image, and the ends of its pipes and sockets.
//
// The guest's console is a pair of pipes: a full pipe would stop the guest, so the
// one that it prints to is large. The process goes when bh goes, however that
// happens.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "tool/base/arena.h"
#include "tool/base/str.h"

struct qemu_options {
	const char *machine;
	const char *elf;

	// Virtual time: the guest runs at the pace of tool/run/pace.h, instructions
	// take 32 ns each, and idle time is skipped. Otherwise it runs in real time.
	bool virtual_time;
	uint32_t clock; // address of where the kernel tells the time, or 0
	uint32_t idle;  // address of the idle task's wait instruction, or 0

	// Counted, instead of that: instructions take 1 ns each, idle time is skipped, and
	// those executed from one address to another are told (plugin/trace.c).
	bool counted;
	uint32_t begin;
	uint32_t end;

	// Steady, instead of both: instructions take 32 ns each, so that a busy host does not
	// change what the guest gets done in its time; idle time passes as on the host.
	bool steady;

	// The guest does not begin by itself; a debugger lets it.
	bool stands;

	// Where a debugger may connect to; NULL for nowhere.
	const char *gdb_path;
	const char *qmp_path;
};

struct qemu {
	pid_t pid;
	int keyboard; // write: what the guest reads
	int withdraw; // the other end of it
	int screen;   // read, never waits: what the guest prints
	int pace;     // where the plugin calls, or -1
	int qtest;    // a connected socket (qtest.h), or -1
	int trace;    // read: addresses of instructions, or -1
	int qmp;      // a connected socket
	int messages; // QEMU's own, a file in memory
};

// Starts QEMU. False, with the reason reported, if that cannot be done; that QEMU
// cannot do what it is asked shows only later, when it ends.
bool qemu_start(const struct qemu_options *options, struct qemu *qemu);

// Ends the process if it has not ended, and closes what is open. QEMU's messages
// stay readable.
void qemu_end(struct qemu *qemu);

// What QEMU itself had to say, without what is of no interest; may be empty.
struct str qemu_messages(struct arena *arena, const struct qemu *qemu);

// How much of the host's processor it has used, ms.
uint64_t qemu_used_ms(const struct qemu *qemu);

// How many bytes were typed that QEMU has not yet given to the guest.
int qemu_untaken(const struct qemu *qemu);

// Takes the last byte typed back, if QEMU has still not taken it.
bool qemu_withdraw(const struct qemu *qemu);
