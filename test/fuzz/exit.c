// exit() without an end.
#include "test/fuzz/exit.h"

#include <setjmp.h>
#include <stddef.h>

#include "abi/attr.h"

NORETURN void __real_exit(int status);
NORETURN void __wrap_exit(int status);

static jmp_buf *target;

void __wrap_exit(int status)
{
	if (target == NULL)
		__real_exit(status);
	longjmp(*target, 1);
}

bool exit_caught(void (*f)(void *context), void *context)
{
	jmp_buf here;

	target = &here;
	if (setjmp(here) != 0) {
		target = NULL;
		return false;
	}
	f(context);
	target = NULL;
	return true;
}
