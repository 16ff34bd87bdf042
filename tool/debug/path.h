// What users name on the command line: variables and parts of them, and addresses.
//
//     pong:pong_counters.calls     of a task; "kernel:" for the kernel's
//     ward[2].state                of whatever program has one of that name
//     *kernel:arm_current          what a pointer points to, also with -> and []
//     0x20000400, uart0            an address, a peripheral
#pragma once

#include "tool/debug/info.h"
#include "tool/debug/session.h"
#include "tool/debug/value.h"

struct path_variable {
	const struct module *module;
	const struct info_variable *variable;
};

struct path_variables {
	struct path_variable *items;
	size_t count;
	size_t room;
};

// All variables of that exact name (with a NULL name, all), of one program or, with an
// empty `module`, of all.
struct path_variables path_variables(struct session *session, struct str module,
				     const struct str *name);

struct path_value {
	struct str name; // as it should be shown: "pong:pong_counters.calls"
	struct value value;
};

// The values that a path names: one for each variable that it fits. False, reported, if
// there are none or the path makes no sense.
bool path_values(struct session *session, const char *path, struct path_value **values,
		 size_t *count);

// A place in memory: an address, a peripheral, or one variable. `size` is 0 if the place
// does not say. False, reported.
bool path_memory(struct session *session, const char *path, uint32_t *address, uint32_t *size);

// A number as users write it, with k or M behind it for 1024 and 1024 * 1024.
bool path_number(struct str text, uint64_t *number);
