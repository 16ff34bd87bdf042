// Where everything goes: the packer's answer for a model, with real sizes.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tool/image/measure.h"
#include "tool/image/model.h"

struct layout_area {
	uint32_t base; // address
	uint32_t size; // bytes set aside
	uint32_t used; // of those, from the base up
};

struct layout_part {
	struct layout_area flash;
	struct layout_area ram;
	struct measure measure;
};

struct layout {
	struct layout_part kernel;
	struct layout_part *tasks; // as in the model
};

// Measures the trial links and places them. NULL, with the errors reported, if a
// memory is too small, a task exceeds its max-sizes, or one needs more protection
// regions than there are. The same input gives the same layout, so every step
// that wants it makes it again.
struct layout *layout_make(const struct image_model *model);

// A layout with made-up places, for tables of the right shape but not yet the
// right numbers.
struct layout *layout_imagine(const struct image_model *model);
