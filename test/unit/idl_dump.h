// An interface's model as text, for golden tests: everything that generators depend on.
#pragma once

#include "tool/idl/model.h"

struct str idl_dump(struct arena *arena, const struct idl_interface *interface);
