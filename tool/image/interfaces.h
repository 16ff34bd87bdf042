// What is made of the interfaces that an image's tasks serve and call.
//
//     gen/idl/uart_types.h ...      for whoever serves or calls it
//     gen/idl/uart_client.c ...     for the tasks that call it, built once
//     gen/idl/uart_text.S           the interface in a section .idolatry, for the debugger
//     gen/<task>/idl/uart_server.c  for a task that serves it: it knows who may call
#pragma once

#include "tool/image/model.h"

struct interface_file {
	const char *path;
	struct str text;
};

struct interface_files {
	struct interface_file *items;
	size_t count;
	size_t room;
};

// The files in gen/idl, each once.
struct interface_files interfaces_shared(const struct image_model *model);

// The files in gen/<task>/idl.
struct interface_files interfaces_served(const struct image_model *model, size_t task);

// Whether some task calls an interface.
bool interface_is_called(const struct image_model *model, size_t interface);

// The operation of a name in which '-' may stand for '_', or NULL.
const struct idl_operation *interface_operation(const struct idl_interface *idl, struct str name);

// Whether two interfaces are made of files that have the same name in different folders:
// two such files.
bool interface_clash(const struct idl_interface *first, const struct idl_interface *second,
		     const struct idl_file *files[2]);
