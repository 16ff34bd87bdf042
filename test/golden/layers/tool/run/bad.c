#include "tool/image/build.h"
#include "kern/kernel.h"
#if 1
#endif
