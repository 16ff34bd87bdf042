// idl/jefe.idol, beside what it must agree with: Hubris's numbers, and the kernel's epitaph.
#include <stddef.h>

#include "abi/epitaph.h"
#include "idl/jefe_types.h"
#include "test/unit/unit.h"

// Operations that Hubris has too, by its numbers.
static void numbers(void)
{
	CHECK(JEFE_OP_GET_STATE == 1);
	CHECK(JEFE_OP_SET_STATE == 2);
	CHECK(JEFE_OP_REQUEST_RESET == 3);
	CHECK(JEFE_OP_RESTART_ME == 12);
	CHECK(JEFE_OP_READ_FAULT_COUNTS == 13);
}

#define IS_SAME(member)                                                               \
	(offsetof(struct jefe_epitaph, member) == offsetof(struct epitaph, member) && \
	 sizeof((struct jefe_epitaph){0}.member) == sizeof((struct epitaph){0}.member))

// It is copied from one to the other as it stands.
static void epitaph(void)
{
	CHECK(sizeof(struct jefe_epitaph) == sizeof(struct epitaph));
	CHECK(IS_SAME(magic));
	CHECK(IS_SAME(seal));
	CHECK(IS_SAME(kind));
	CHECK(IS_SAME(detail));
	CHECK(IS_SAME(address));
	CHECK(IS_SAME(task));
	CHECK(IS_SAME(context));
	CHECK(IS_SAME(known));
	CHECK(IS_SAME(now));
	CHECK(IS_SAME(image_id));
	CHECK(IS_SAME(registers));
}

int main(void)
{
	unit_run("idl_jefe: numbers of operations", numbers);
	unit_run("idl_jefe: the kernel's epitaph", epitaph);
	return unit_status();
}
