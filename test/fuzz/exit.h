// For what ends the program when it cannot go on: in a fuzzer, that ends the input. The
// fuzzer is linked with --wrap=exit.
#pragma once

#include <stdbool.h>

// Calls f(context). False if it called exit().
bool exit_caught(void (*f)(void *context), void *context);
