// What one must know of a built image to run it and to watch it run.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tool/base/arena.h"
#include "tool/image/build.h"

// The register that tells whether a UART holds a byte that the guest has not read.
struct guest_uart {
	bool known;            // its kind is
	uint32_t state;        // address
	uint32_t receive_full; // bit in it
};

// Addresses are 0 if the image lacks that symbol.
struct guest {
	const struct image_model *model;
	const char *elf;     // path of the whole image
	const char *machine; // QEMU's name for the board
	uint32_t clock_told; // executed where the kernel tells the time (arch/armm/clock.h)
	uint32_t clock;      // ... which is then here: 64 bits, ms
	uint32_t alarm_by;   // when the kernel is to do so again at the latest, likewise
	uint32_t idle_wait;  // the instruction at which the idle task waits
	uint32_t epitaph;    // kernel_epitaph
	struct guest_uart console;
};

// False, with the reason reported, if the board cannot be emulated or an ELF file
// cannot be read.
bool guest_describe(struct arena *arena, const struct built *built, struct guest *guest);
