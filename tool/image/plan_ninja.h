// The plan: build.ninja, which says how an image comes about.
#pragma once

#include "tool/image/model.h"

// The text of build.ninja for a model. The ulib, lib and kern folders are listed
// to find their source files.
struct str plan_ninja(const struct image_model *model);
