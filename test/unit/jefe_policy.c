// task/jefe/policy.c: when a task that faults runs again.
#include "task/jefe/policy.h"
#include "test/unit/unit.h"

static const struct policy_delays usual = {.first = 5, .longest = 5000, .steady = 1000};

// Lets a ward fault at a time, each time in a new generation; returns how long it is
// to wait.
static uint64_t fault(struct ward *ward, const struct policy_delays *delays, uint64_t now)
{
	CHECK(policy_fault(ward, delays, ward->generation + 1u, now));
	return ward->restart - now;
}

// Faults again and again, so long after each restart, and expects these delays, up to a 0.
// Returns when the next fault would be.
static uint64_t faults(struct ward *ward, const struct policy_delays *delays, uint64_t apart,
		       const uint64_t *expected)
{
	uint64_t now = 0;

	for (; *expected != 0; expected++) {
		CHECK(fault(ward, delays, now) == *expected);
		policy_restart(ward, ward->restart);
		now = ward->restart + apart;
	}
	return now;
}

static void one_fault(void)
{
	struct ward ward = {0};

	CHECK(policy_next(&ward, 1) == POLICY_NEVER);
	CHECK(!policy_is_due(&ward, 10000));
	CHECK(fault(&ward, &usual, 2000) == 5);
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

	CHECK(policy_fault(&ward, &usual, 0, 100));
	CHECK(!policy_fault(&ward, &usual, 0, 103));
	CHECK(ward.restart == 105 && ward.faults == 1);
}

// Somebody else restarted it while it waited, or was held.
static void another_life(void)
{
	struct ward ward = {0};

	CHECK(policy_fault(&ward, &usual, 7, 100));
	CHECK(policy_fault(&ward, &usual, 8, 103));
	CHECK(ward.restart == 113 && ward.faults == 2);
	policy_hold(&ward);
	CHECK(policy_fault(&ward, &usual, 9, 104));
	CHECK(!policy_fault(&ward, &usual, 9, 105));
	CHECK(ward.state == WARD_HELD && ward.faults == 3);
}

// It wanted to begin again, and is made to fault in its first life while it waits.
static void fault_while_waiting(void)
{
	struct ward ward = {0};

	policy_again(&ward, &usual, 100);
	CHECK(ward.restart == 105 && ward.faults == 0);
	CHECK(policy_fault(&ward, &usual, 0, 103));
	CHECK(ward.restart == 113 && ward.faults == 1);
	CHECK(!policy_fault(&ward, &usual, 0, 104));
}

static void delays_double(void)
{
	const uint64_t expected[] = {5,   10,   20,   40,   80,   160,  320,
				     640, 1280, 2560, 5000, 5000, 5000, 0};
	struct ward ward = {0};

	faults(&ward, &usual, usual.steady - 1, expected);
}

static void delays_of_ones_own(void)
{
	const struct policy_delays delays = {.first = 30, .longest = 100, .steady = 50};
	const uint64_t expected[] = {30, 60, 100, 100, 0};
	struct ward ward = {0};
	uint64_t next = faults(&ward, &delays, 49, expected);

	CHECK(fault(&ward, &delays, next + 1) == 30);
}

// Also if the longest is odd: twice 2 is not yet 5.
static void odd_longest(void)
{
	const struct policy_delays delays = {.first = 1, .longest = 5, .steady = 50};
	const uint64_t expected[] = {1, 2, 4, 5, 5, 0};
	struct ward ward = {0};

	faults(&ward, &delays, 1, expected);
}

static void the_longest_is_the_first(void)
{
	const struct policy_delays delays = {.first = 30, .longest = 30, .steady = 50};
	struct ward ward = {0};

	CHECK(fault(&ward, &delays, 0) == 30);
	policy_restart(&ward, 30);
	CHECK(fault(&ward, &delays, 31) == 30);
}

static void a_steady_run_is_forgiven(void)
{
	struct ward ward = {0};

	fault(&ward, &usual, 50);
	policy_restart(&ward, 55);
	CHECK(fault(&ward, &usual, 60) == 10);
	policy_restart(&ward, 70);
	CHECK(fault(&ward, &usual, 70 + usual.steady) == 5);
}

static void no_delay(void)
{
	const struct policy_delays none = {.steady = 1000};
	struct ward ward = {0};

	for (uint64_t now = 0; now < 10; now++) {
		CHECK(fault(&ward, &none, now) == 0);
		CHECK(policy_is_due(&ward, now));
		policy_restart(&ward, now);
	}
}

static void the_next_of_many(void)
{
	struct ward wards[4] = {0};

	fault(&wards[3], &usual, 30);
	fault(&wards[1], &usual, 20);
	CHECK(policy_next(wards, 4) == 25);
	policy_hold(&wards[1]);
	CHECK(policy_next(wards, 4) == 35);
}

// To begin again counts as no fault, and waits as long as after one.
static void again(void)
{
	struct ward ward = {0};

	policy_again(&ward, &usual, 2000);
	CHECK(ward.faults == 0 && !policy_is_due(&ward, 2004) && policy_is_due(&ward, 2005));
	policy_restart(&ward, 2005);
	policy_again(&ward, &usual, 2006);
	CHECK(ward.restart == 2016);
	ward.hold = true;
	CHECK(policy_is_due(&ward, 2016));
}

static void held_at_the_next_fault(void)
{
	struct ward ward = {0};

	policy_hold(&ward);
	CHECK(ward.state == WARD_RUNNING);
	CHECK(policy_fault(&ward, &usual, 0, 100));
	CHECK(ward.state == WARD_HELD && ward.faults == 1);
	CHECK(!policy_is_due(&ward, 1000000) && policy_next(&ward, 1) == POLICY_NEVER);
	policy_start(&ward, 200);
	CHECK(policy_is_due(&ward, 200));
	policy_restart(&ward, 200);
	CHECK(policy_fault(&ward, &usual, 1, 300) && ward.state == WARD_HELD);
	policy_release(&ward, 400);
	CHECK(policy_is_due(&ward, 400));
	policy_restart(&ward, 400);
	CHECK(fault(&ward, &usual, 500) == 5);
	CHECK(ward.state == WARD_WAITING);
}

static void held_while_it_waits(void)
{
	struct ward ward = {0};

	fault(&ward, &usual, 100);
	policy_hold(&ward);
	CHECK(ward.state == WARD_HELD && !policy_is_due(&ward, 1000));
	policy_release(&ward, 1000);
	CHECK(policy_is_due(&ward, 1000));
}

static void released_though_not_held(void)
{
	struct ward ward = {0};

	policy_release(&ward, 10);
	CHECK(ward.state == WARD_RUNNING);
	fault(&ward, &usual, 100);
	policy_release(&ward, 101);
	CHECK(ward.state == WARD_WAITING && ward.restart == 105);
}

static void given_up(void)
{
	struct ward ward = {0};

	fault(&ward, &usual, 100);
	policy_give_up(&ward);
	CHECK(ward.state == WARD_HELD && ward.hold);
	policy_start(&ward, 150);
	policy_restart(&ward, 150);
	CHECK(policy_fault(&ward, &usual, 99, 160) && ward.state == WARD_HELD);
	policy_release(&ward, 170);
	CHECK(policy_is_due(&ward, 170) && !ward.hold);
}

int main(void)
{
	unit_run("jefe_policy: one fault", one_fault);
	unit_run("jefe_policy: known fault", known_fault);
	unit_run("jefe_policy: another life", another_life);
	unit_run("jefe_policy: fault while waiting", fault_while_waiting);
	unit_run("jefe_policy: delays double", delays_double);
	unit_run("jefe_policy: delays of one's own", delays_of_ones_own);
	unit_run("jefe_policy: odd longest", odd_longest);
	unit_run("jefe_policy: the longest is the first", the_longest_is_the_first);
	unit_run("jefe_policy: a steady run is forgiven", a_steady_run_is_forgiven);
	unit_run("jefe_policy: no delay", no_delay);
	unit_run("jefe_policy: the next of many", the_next_of_many);
	unit_run("jefe_policy: again", again);
	unit_run("jefe_policy: held at the next fault", held_at_the_next_fault);
	unit_run("jefe_policy: held while it waits", held_while_it_waits);
	unit_run("jefe_policy: released though not held", released_though_not_held);
	unit_run("jefe_policy: given up", given_up);
	return unit_status();
}
