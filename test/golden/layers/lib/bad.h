#include <stdint.h>
#include "abi/task.h"
#include "kern/set.h"
