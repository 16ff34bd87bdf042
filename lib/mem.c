// The functions that the compiler may call by itself in code without a C library.
//
// Words where alignment allows. They are built without loop distribution, or the
// compiler would make each of these loops a call of itself.
#include <stddef.h>
#include <stdint.h>

#define PLAIN_LOOPS __attribute__((optimize("no-tree-loop-distribute-patterns")))

void *memset(void *to, int value, size_t n);
void *memcpy(void *restrict to, const void *restrict from, size_t n);

PLAIN_LOOPS void *memset(void *to, int value, size_t n)
{
	uint8_t *p = to;
	uint32_t word = (uint8_t)value * 0x01010101u;

	for (; n >= 4 && (uintptr_t)p % 4 == 0; n -= 4, p += 4)
		*(uint32_t *)(void *)p = word;
	for (; n != 0; n--)
		*p++ = (uint8_t)value;
	return to;
}

PLAIN_LOOPS void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
	uint8_t *p = to;
	const uint8_t *q = from;

	for (; n != 0; n--)
		*p++ = *q++;
	return to;
}
