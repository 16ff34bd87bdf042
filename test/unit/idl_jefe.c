// idl/jefe.idol says of jefe's operations what idl/jefe.h says, which is written by hand.
#include "abi/epitaph.h"
#include "idl/jefe.h"
#include "test/unit/unit.h"
#include "tool/idl/load.h"

static struct arena arena;
static const struct idl_interface *jefe;

static const struct idl_operation *find(const char *name)
{
	static const struct idl_operation nothing;

	for (size_t i = 0; i < jefe->operation_count; i++)
		if (str_is(jefe->operations[i].name, name))
			return &jefe->operations[i];
	return &nothing;
}

static bool is(const char *name, uint32_t number, size_t message, size_t reply, size_t leases)
{
	const struct idl_operation *operation = find(name);

	return operation->number == number && operation->message.most == message &&
	       operation->reply.most == reply && operation->lease_count == leases;
}

static void operations(void)
{
	const size_t word = sizeof(uint32_t);

	CHECK(is("get_state", JEFE_GET_STATE, 0, word, 0));
	CHECK(is("set_state", JEFE_SET_STATE, word, 0, 0));
	CHECK(is("request_reset", JEFE_REQUEST_RESET, 0, 0, 0));
	CHECK(is("restart_me", JEFE_RESTART_ME, 0, 0, 0));
	CHECK(is("read_fault_counts", JEFE_READ_FAULT_COUNTS, 0, 0, 1));
	CHECK(is("read_event", JEFE_READ_EVENT, word, sizeof(struct jefe_event), 0));
	CHECK(is("read_task", JEFE_READ_TASK, word, sizeof(struct jefe_task), 0));
	CHECK(is("start", JEFE_START, word, 0, 0));
	CHECK(is("hold", JEFE_HOLD, word, 0, 0));
	CHECK(is("release", JEFE_RELEASE, word, 0, 0));
	CHECK(is("fault", JEFE_FAULT, word, 0, 0));
	CHECK(is("read_reset", JEFE_READ_RESET, 0, sizeof(struct jefe_reset), 0));
	CHECK(is("read_epitaph", JEFE_READ_EPITAPH, 0, sizeof(struct epitaph), 0));
	CHECK(is("read_crash", JEFE_READ_CRASH, word, word, 1));
	CHECK(is("check_in", JEFE_CHECK_IN, 0, 0, 0));
	CHECK(jefe->operation_count == 15);
	CHECK(find("check_in") == &jefe->operations[14]); // the last: none is missing behind it
}

static bool has(const char *type, const char *variant, uint64_t value)
{
	for (size_t i = 0; i < jefe->type_count; i++)
		for (size_t k = 0; k < jefe->types[i]->variant_count; k++)
			if (str_is(jefe->types[i]->name, type) &&
			    str_is(jefe->types[i]->variants[k].name, variant))
				return jefe->types[i]->variants[k].value == value;
	return false;
}

static void values(void)
{
	CHECK(has("JefeError", "Nothing", JEFE_NOTHING));
	CHECK(has("JefeError", "NoTask", JEFE_NO_TASK));
	CHECK(has("EventKind", "Fault", JEFE_EVENT_FAULT));
	CHECK(has("EventKind", "Restart", JEFE_EVENT_RESTART));
	CHECK(has("EventKind", "Held", JEFE_EVENT_HELD));
	CHECK(has("EventKind", "Reset", JEFE_EVENT_RESET));
	CHECK(has("TaskState", "Running", JEFE_RUNNING));
	CHECK(has("TaskState", "Waiting", JEFE_WAITING));
	CHECK(has("TaskState", "Held", JEFE_HELD));
	CHECK(has("ResetCause", "Unknown", JEFE_RESET_UNKNOWN));
	CHECK(has("ResetCause", "Kernel", JEFE_RESET_KERNEL));
	CHECK(has("ResetCause", "GaveUp", JEFE_RESET_GAVE_UP));
	CHECK(has("ResetCause", "Request", JEFE_RESET_REQUEST));
	CHECK(has("ResetCause", "NoProgress", JEFE_RESET_NO_PROGRESS));
	CHECK(has("EpitaphKind", "SupervisorFault", EPITAPH_SUPERVISOR_FAULT));
	CHECK(has("EpitaphKind", "UnexpectedIrq", EPITAPH_UNEXPECTED_IRQ));
	CHECK(has("EpitaphKind", "KernelFault", EPITAPH_KERNEL_FAULT));
	CHECK(has("EpitaphKind", "BrokenInvariant", EPITAPH_BROKEN_INVARIANT));
	CHECK(has("EpitaphKind", "NoProtection", EPITAPH_NO_PROTECTION));
	CHECK(has("EpitaphKind", "Nmi", EPITAPH_NMI));
	CHECK(has("EpitaphKind", "NoClock", EPITAPH_NO_CLOCK));
	CHECK(has("EpitaphContext", "InTask", EPITAPH_IN_TASK));
	CHECK(has("EpitaphContext", "InKernel", EPITAPH_IN_KERNEL));
}

int main(void)
{
	jefe = idl_load(&arena, S("idl/jefe.idol"), false);
	if (jefe == NULL)
		return 1;
	unit_run("idl jefe: operations", operations);
	unit_run("idl jefe: values", values);
	return unit_status();
}
