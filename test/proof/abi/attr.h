// abi/attr.h as the prover sees it: KEEP, which tells a compiler what to keep in a register
// and changes no value, is nothing.
#include "../../../abi/attr.h"

#pragma once

#undef KEEP
#define KEEP(variable) ((void)0)
