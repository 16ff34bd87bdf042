// The interfaces of the tasks of an image, from their ELF files.
#pragma once

#include "tool/debug/program.h"
#include "tool/idl/model.h"

struct server {
	size_t task;
	const struct idl_interface *interface;
};

struct servers {
	struct server *items; // by task
	size_t count;
	size_t room;
};

struct servers servers_read(struct arena *arena, const struct program *program);
