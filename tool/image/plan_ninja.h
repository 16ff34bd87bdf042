// The plan: build.ninja, which says how an image comes about.
#pragma once

#include "tool/image/model.h"

// The text of build.ninja for a model. The ulib, lib and kern folders are listed
// to find their source files.
struct str plan_ninja(const struct image_model *model);

// What all C of an image is compiled with; meson.build has the reasons.
#define PLAN_WARNINGS_CODE "-Wall -Wextra -Werror -Wconversion -Wshadow -Wundef -Wvla -Wswitch-enum"
#define PLAN_WARNINGS_NAMES \
	"-Wmissing-prototypes -Wstrict-prototypes -Wold-style-definition -Wcast-qual"
#define PLAN_WARNINGS_REST \
	"-Wpointer-arith -Wwrite-strings -Wimplicit-fallthrough -Wformat=2 -fno-common"
