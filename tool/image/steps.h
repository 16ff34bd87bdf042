// The steps of a build that bh does itself when ninja asks for them. Each writes
// files below the model's `out` folder, and leaves those alone that would not
// change. False, with the errors reported, if one failed.
#pragma once

#include <stdbool.h>

#include "tool/image/model.h"

bool step_headers(const struct image_model *model);
bool step_interfaces(const struct image_model *model);
bool step_layout(const struct image_model *model);
bool step_patch(const struct image_model *model, size_t task);
bool step_tables(const struct image_model *model);
bool step_join(const struct image_model *model);
bool step_archive(const struct image_model *model);
