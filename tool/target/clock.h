// The host's clock, for limits on waiting.
#pragma once

#include <stdint.h>
#include <time.h>

// Milliseconds since some moment in the past; never goes back.
static inline uint64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}
