#include "kern/kernel.h"
#include "arch_port.h"
#include "ulib/sys.h"
#include "arch/armm/scs.h"
#ifdef FAST
#endif
