// Spelling C: what every generator needs to write declarations that people can read.
//
// How a type is handed over, throughout the generated code:
//
//                 argument                    result, through a pointer
//   nothing       -                           -                  ()
//   small         by value: uint8_t bit       uint8_t *bit       numbers, enums, flags, and
//                                                                newtypes and options of them
//   object        const struct x *event       struct x *event    other structs
//   array         const T bytes[static 4]     T bytes[static 4]
#pragma once

#include "tool/idl/model.h"

enum c_form { C_NOTHING, C_SMALL, C_OBJECT, C_ARRAY };

enum c_form c_form(const struct idl_type *type);

// Whether it is a number or an enum, so that it can be cast and compared.
bool c_is_scalar(const struct idl_type *type);

// The type without a name: "uint32_t", "enum uart_parity", "struct uart_event". An array's
// is that of its innermost element.
struct str c_type(struct arena *arena, const struct idl_type *type);

// A member or variable: "uint8_t bytes[4]".
struct str c_declare(struct arena *arena, const struct idl_type *type, struct str name);

// A parameter, as above. Of C_NOTHING there is none.
struct str c_parameter(struct arena *arena, const struct idl_type *type, struct str name);
struct str c_result(struct arena *arena, const struct idl_type *type, struct str name);

// The names in one function or struct. Each is there once: one that is taken, also by
// something that generated functions call, gets a '_', or several.
struct c_scope {
	struct arena *arena;
	struct str *names;
	size_t count;
	size_t room;
};

// `taken` are names that are there from the beginning, and ends with NULL.
struct c_scope c_scope(struct arena *arena, const char *const *taken);
struct str c_scope_add(struct c_scope *scope, struct str name);

// A literal that has the type's width and sign.
struct str c_number(struct arena *arena, const struct idl_type *integer, uint64_t value);

// A list between `head` and `tail`, in lines of at most 100 columns that begin below the
// list's first item. `indent` tabs stand before the head.
struct c_list {
	struct arena *arena;
	struct str *items;
	size_t count;
	size_t room;
};

void c_list_add(struct c_list *list, const char *format, ...) PRINTF_LIKE(2, 3);
void c_list_write(struct text *text, unsigned indent, struct str head, const struct c_list *list,
		  const char *tail);

// Documentation as comment lines; nothing if it is empty.
void c_comment(struct text *text, unsigned indent, struct str doc);

// Lines with remarks behind them, one below the other as far as they follow each other. A
// remark that does not fit there stands above its line.
struct c_lines {
	struct arena *arena;
	struct c_line *lines;
	size_t count;
	size_t room;
};

void c_lines_add(struct c_lines *lines, struct str doc, const char *format, ...) PRINTF_LIKE(3, 4);
void c_lines_write(struct text *text, unsigned indent, const struct c_lines *lines);

// The first lines of a generated file: what it is, and of which file it is made.
void c_head(struct text *text, struct str title, const struct idl_file *file);
