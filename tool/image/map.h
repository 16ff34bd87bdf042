// The memory picture: what `bh map` prints.
#pragma once

#include "tool/image/layout.h"
#include "tool/image/model.h"

// Flash and RAM line by line: addresses, sizes, owners, waste, and what is free.
struct str map_text(const struct image_model *model, const struct layout *layout);
