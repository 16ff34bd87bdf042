// The functions that the compiler may call by itself in code without a C library.
// They are built with -fno-tree-loop-distribute-patterns, or the compiler would
// make each of these loops a call of itself.
#include <stddef.h>
#include <stdint.h>

void *memset(void *to, int value, size_t n);
void *memcpy(void *restrict to, const void *restrict from, size_t n);

__attribute__((used, optimize("no-tree-loop-distribute-patterns"))) void *
memset(void *to, int value, size_t n)
{
	uint8_t *p = to;

	while (n-- != 0)
		*p++ = (uint8_t)value;
	return to;
}

__attribute__((used, optimize("no-tree-loop-distribute-patterns"))) void *
memcpy(void *restrict to, const void *restrict from, size_t n)
{
	uint8_t *p = to;
	const uint8_t *q = from;

	while (n-- != 0)
		*p++ = *q++;
	return to;
}
