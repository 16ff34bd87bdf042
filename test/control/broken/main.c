// Broken: stopped at once, three calls deep.
#include <stdint.h>

// The compiler takes nothing from calls of such a function, so that all frames are there.
#define AS_WRITTEN __attribute__((noipa))

AS_WRITTEN static uint32_t divide(uint32_t dividend, uint32_t divisor)
{
	return dividend / divisor + 1; // at divide
}

AS_WRITTEN static uint32_t share(uint32_t all)
{
	return divide(all, 0) + 1; // at share
}

int main(void)
{
	return (int)share(12) + 1; // at main
}
