// A server of test/idl/lab.idol, as a task.
#include "test/idl/server/handlers.h"

int main(void)
{
	lab_serve(&lab_handlers);
}
