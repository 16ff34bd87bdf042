// What is constant is not lent for writing.
// gcc: passing argument 1 of 'lease_write' discards 'const' qualifier from pointer target type
// clang: discards qualifiers
#include "ulib/lease.h"

struct lease lend(const void *base, size_t size);

struct lease lend(const void *base, size_t size)
{
#ifdef WRONG
	return lease_write(base, size);
#else
	return lease_read(base, size);
#endif
}
