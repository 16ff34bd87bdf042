// A server's answer is not a code.
// gcc: incompatible types when returning type 'int' but 'struct answer' was expected
// clang: returning 'int' from a function with incompatible result type 'struct answer'
#include "ulib/server.h"

struct answer read_it(void);

struct answer read_it(void)
{
#ifdef WRONG
	return 0;
#else
	return answer_given();
#endif
}
