#include "chip/mps2/regs.h"
#include "chip/mps2/startup.h"
#include "ulib/sys.h"
