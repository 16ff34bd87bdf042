// Names of system calls (abi/sys.h), for people.
#pragma once

#include <stdint.h>

// "SEND"; NULL for a number that no call has.
const char *sys_name(uint32_t number);
