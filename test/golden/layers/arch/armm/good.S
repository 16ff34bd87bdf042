#include "arch/armm/offsets.h"
#include "fp.inc"
