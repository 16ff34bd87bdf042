// A GDB server in front of a session's target, on which each task is a thread.
#pragma once

#include <stdbool.h>

#include "tool/debug/session.h"

enum gdb_server_end {
	GDB_SERVER_DETACHED, // GDB left, or lost the connection
	GDB_SERVER_LOST,     // the target is gone
};

// Serves one GDB until it leaves. A live target is halted meanwhile, unless GDB lets it
// run; afterwards it runs, or is as it was before.
enum gdb_server_end gdb_server_run(struct session *session, int in, int out);
