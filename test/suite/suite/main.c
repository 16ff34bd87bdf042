// Suite: runs the one case that the runner asks for.
#include <string.h>

#include "gen/task.h"
#include "test/suite/protocol.h"
#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"
#include "ulib/panic.h"
#include "ulib/slot.h"

TASK_SLOT(runner_slot, "runner");

static const struct test_table *const tables[] = {
	&isolation_cases, &crime_cases,     &restart_cases, &message_cases,      &lease_cases,
	&misuse_cases,    &kernel_cases,    &timer_cases,   &notification_cases, &priority_cases,
	&interrupt_cases, &registers_cases, &float_cases,   &config_cases,       &foreign_cases,
	&idol_cases,      &lab_cases,
};

#define TABLES (sizeof tables / sizeof tables[0])

static bool is_named(const struct test_case *test, const struct choice *choice)
{
	return strlen(test->name) == choice->name_size &&
	       memcmp(test->name, choice->name, choice->name_size) == 0;
}

static const struct test_case *find_name(const struct choice *choice)
{
	for (size_t i = 0; i < TABLES; i++)
		for (size_t k = 0; k < tables[i]->count; k++)
			if (is_named(&tables[i]->cases[k], choice))
				return &tables[i]->cases[k];
	return NULL;
}

static const struct test_case *find_position(uint32_t position)
{
	for (size_t i = 0; i < TABLES; i++) {
		if (position < tables[i]->count)
			return &tables[i]->cases[position];
		position -= (uint32_t)tables[i]->count;
	}
	return NULL;
}

static void tell_runner(enum runner_op operation, const char *text)
{
	(void)sys_send(slot_peer(&runner_slot), (uint16_t)operation, text, strlen(text), NULL, 0,
		       NULL, 0);
}

int main(void)
{
	const struct test_case *test;
	struct choice choice;
	struct sys_result result = sys_send(slot_peer(&runner_slot), RUNNER_NEXT, NULL, 0, &choice,
					    sizeof choice, NULL, 0);

	ASSERT(result.code == 0 && result.size == sizeof choice);
	if (choice.name_size == 0)
		test = find_position(choice.position);
	else
		test = choice.position == 0 ? find_name(&choice) : NULL;
	if (test == NULL) {
		tell_runner(RUNNER_FINISH, "");
		panic("the runner goes on");
	}
	tell_runner(RUNNER_BEGIN, test->name);
	test->run(test->argument);
	ASSERT(neighbours_are_well());
	tell_runner(RUNNER_PASS, "");
	panic("the runner goes on");
}
