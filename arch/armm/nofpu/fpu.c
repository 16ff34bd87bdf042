// Cores without a floating-point unit have nothing to set up.
#include "arch/armm/fpu_setup.h"

void fpu_setup(void)
{
}
