// The layout table: what a debugger must know of the data that it reads, as the
// compiler laid it out.
//
// Each program of an image, the kernel first, lists members and constants in the
// section .layout of its ELF file, which is no part of the image and costs it nothing.
// The debugger looks things up there by name, so data may move from build to build.
// When the meaning of something changes, it gets another name; when the table's own
// form does, LAYOUT_VERSION goes up.
//
// Entries follow each other; bytes of zero between them are padding.
#pragma once

#include <stddef.h>
#include <stdint.h>

#define LAYOUT_VERSION 1

struct layout_entry {
	char name[40];  // "task.state", "TASK_IN_SEND"; never empty, ends in a NUL
	uint32_t value; // a member's offset, or the constant; 0 for a type
	uint32_t size;  // bytes of the member or type; 0 for a constant
};

_Static_assert(sizeof(struct layout_entry) == 48, "an entry has no padding");

#define LAYOUT_TYPE(type)                     \
	{                                     \
#type, 0, sizeof(struct type) \
	}
#define LAYOUT_MEMBER(type, member)                               \
	{                                                         \
#type "." #member, offsetof(struct type, member), \
			sizeof(((struct type *)0)->member)        \
	}
#define LAYOUT_CONSTANT(name)              \
	{                                  \
#name, (uint32_t)(name), 0 \
	}

// LAYOUT_TABLE(entries...), once in a file.
#define LAYOUT_TABLE(...)                               \
	static const struct layout_entry layout_table[] \
		__attribute__((used, aligned(4), section(".layout"))) = {__VA_ARGS__}
