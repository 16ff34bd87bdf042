// What the compiler makes of an interface. Each is a pure function of the model.
//
//     uart_types.h    constants and types of the file, and numbers of its operations
//     uart_codec.h    their forms on the wire
//     uart_client.h   the operations as functions
//     uart_client.c   those that are too long to be in a header; may be absent
//     uart_server.h   the operations as handlers, and the loop that calls them
//     uart_server.c   what of a server there must be only one of
//     uart.md         a page for people
//     uart.json       all of it for other programs
//
// Both halves need types and codec, and the types of every file that is used. Generated
// files include each other as "idl/uart_types.h".
#pragma once

#include "tool/idl/model.h"

// Tasks that alone may use an operation (app.toml, `allowed-callers`). Names are those of
// the macros in gen/task.h: "TASK_CONSOLE".
struct gen_allowed {
	const struct idl_operation *operation;
	struct str *tasks;
	size_t task_count;
};

struct gen_server {
	const struct gen_allowed *allowed;
	size_t allowed_count;
};

struct gen_file {
	struct str name; // "uart_client.h"
	struct str text;
};

struct gen_files {
	struct gen_file *files;
	size_t count;
	size_t room;
};

// All headers that the halves need, of every file.
void gen_shared(struct arena *arena, const struct idl_interface *interface,
		struct gen_files *files);

void gen_client(struct arena *arena, const struct idl_interface *interface,
		struct gen_files *files);

void gen_server(struct arena *arena, const struct idl_interface *interface,
		const struct gen_server *server, struct gen_files *files);

// "zerocopy", "ssmarshal", "hubpack"
const char *gen_encoding_name(enum idl_encoding encoding);

// One file more: "<stem of `of`>_<ending>".
void gen_add_file(struct arena *arena, struct gen_files *files, const struct idl_file *of,
		  const char *ending, struct str text);

struct str gen_types(struct arena *arena, const struct idl_interface *interface,
		     const struct idl_file *file);
struct str gen_codec(struct arena *arena, const struct idl_interface *interface);
struct str gen_doc(struct arena *arena, const struct idl_interface *interface);
struct str gen_json(struct arena *arena, const struct idl_interface *interface);
