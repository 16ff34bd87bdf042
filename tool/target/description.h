// What a GDB remote server says of its processor's registers: XML files of features,
// which list registers in the order of their numbers.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "tool/base/arena.h"
#include "tool/base/str.h"
#include "tool/target/registers.h"

struct described_register {
	unsigned regnum; // the server's number for it
	unsigned bytes;
	unsigned number; // enum register_number; of the first half, if it is two; or REG_COUNT
	bool is_pair;    // d0 is s0 and s1
};

struct description {
	struct described_register *items; // by regnum
	size_t count;
	size_t room;
};

// Adds the registers that a file lists. Files must be added in order.
void description_add(struct arena *arena, struct description *description, struct str xml);

// The next file that `*rest` of a file includes; empty if there are no more.
struct str description_next_include(struct str *rest);

// What a server has that describes nothing: 16 core registers, then nine of an old
// floating-point unit that no M-profile core has, then the status.
void description_assume(struct arena *arena, struct description *description);
