// task/jefe/policy.c: when a task that faults runs again.
#include "task/jefe/policy.h"
#include "test/unit/unit.h"

// Lets a ward fault at a time; returns how long it is to wait.
static uint64_t fault(struct ward *ward, uint64_t now)
{
	CHECK(policy_fault(ward, now));
	return ward->restart - now;
}

static void one_fault(void)
{
	struct ward ward = {0};

	CHECK(policy_next(&ward, 1) == POLICY_NEVER);
	CHECK(!policy_is_due(&ward, 10000));
	CHECK(fault(&ward, 2000) == POLICY_FIRST_DELAY);
	CHECK(policy_next(&ward, 1) == 2005);
	CHECK(!policy_is_due(&ward, 2004));
	CHECK(policy_is_due(&ward, 2005));
	policy_restart(&ward, 2006);
	CHECK(!policy_is_due(&ward, 2006));
	CHECK(policy_next(&ward, 1) == POLICY_NEVER);
	CHECK(ward.faults == 1);
}

static void known_fault(void)
{
	struct ward ward = {0};

	CHECK(policy_fault(&ward, 100));
	CHECK(!policy_fault(&ward, 103));
	CHECK(ward.restart == 105 && ward.faults == 1);
}

static void delays_double(void)
{
	const uint64_t expected[] = {5,   10,   20,   40,   80,   160, 320,
				     640, 1280, 2560, 5000, 5000, 5000};
	struct ward ward = {0};
	uint64_t now = 50;

	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
		CHECK(fault(&ward, now) == expected[i]);
		policy_restart(&ward, ward.restart);
		now = ward.restart + POLICY_STEADY - 1;
	}
}

static void a_steady_run_is_forgiven(void)
{
	struct ward ward = {0};

	fault(&ward, 50);
	policy_restart(&ward, 55);
	CHECK(fault(&ward, 60) == 2 * POLICY_FIRST_DELAY);
	policy_restart(&ward, 70);
	CHECK(fault(&ward, 70 + POLICY_STEADY) == POLICY_FIRST_DELAY);
}

static void an_urgent_task_does_not_wait(void)
{
	struct ward ward = {.urgent = true};

	for (uint64_t now = 0; now < 10; now++) {
		CHECK(fault(&ward, now) == 0);
		CHECK(policy_is_due(&ward, now));
		policy_restart(&ward, now);
	}
}

static void the_next_of_many(void)
{
	struct ward wards[4] = {0};

	fault(&wards[3], 30);
	fault(&wards[1], 20);
	CHECK(policy_next(wards, 4) == 25);
	policy_restart(&wards[1], 25);
	CHECK(policy_next(wards, 4) == 35);
}

int main(void)
{
	unit_run("jefe_policy: one fault", one_fault);
	unit_run("jefe_policy: known fault", known_fault);
	unit_run("jefe_policy: delays double", delays_double);
	unit_run("jefe_policy: a steady run is forgiven", a_steady_run_is_forgiven);
	unit_run("jefe_policy: an urgent task does not wait", an_urgent_task_does_not_wait);
	unit_run("jefe_policy: the next of many", the_next_of_many);
	return unit_status();
}
