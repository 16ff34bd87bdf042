// What stands at an address of an image's code: which program, which of its functions,
// which line of the source, which instruction. For people who make it faster.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/base/arena.h"
#include "tool/base/str.h"
#include "tool/image/model.h"

struct code_place {
	uint32_t address;
	struct str program;     // "kernel", or a task's name
	struct str symbol;      // the function as it was linked
	struct str function;    // the one in the source, perhaps inlined there; or the symbol
	struct str line;        // "kern/ipc.c:55"; empty if not known
	struct str instruction; // "ldr r2, [pc, #40]"; empty if not known
};

struct code {
	struct code_place *places; // sorted by address, each once
	size_t count;
};

// Looks up the addresses that occur in a path. False, with the reason reported, if an
// ELF file cannot be read; what the compiler's tools do not know stays empty.
bool code_look_up(const struct image_model *model, const uint32_t *path, size_t length,
		  struct code *code);

// The place at an address that was looked up.
const struct code_place *code_at(const struct code *code, uint32_t address);

// What addr2line prints for an address, two lines: "sys_send" and "./kern/ipc.c:55
// (discriminator 3)".
void code_read_line(struct arena *arena, struct str function, struct str line,
		    struct code_place *place);

// A line of objdump's: "     c6:\tmla\tr3, r4, r0, r2". False if it is none for an
// instruction.
bool code_read_instruction(struct arena *arena, struct str line, uint32_t *address,
			   struct str *instruction);
