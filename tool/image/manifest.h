// img/manifest.json: what other commands, and the debugger, want to know of an image
// without reading its TOML files.
#pragma once

#include <stdint.h>

#include "tool/image/layout.h"
#include "tool/image/model.h"

// The meaning of the manifest's members; a change that old readers would misread
// makes it one more.
#define MANIFEST_VERSION 1

// The text of the manifest. Ends the program if a name is not UTF-8.
struct str manifest_text(const struct image_model *model, const struct layout *layout, uint64_t id);
