#include "kern/kernel.h"
	#  include "test/unit/unit.h"
