// A case: a function that panics, by ASSERT, unless all is as it should be.
//
// Each file of cases ends with a table of them, listed in main.c. Before each case
// every task but the neighbours is started afresh, so a case may leave the others in
// any state; after it the neighbours are looked at.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct test_case {
	const char *name;
	void (*run)(uint32_t argument);
	uint32_t argument;
};

struct test_table {
	const struct test_case *cases;
	size_t count;
};

#define TEST_TABLE(name, list) const struct test_table name = {list, sizeof list / sizeof list[0]}

extern const struct test_table isolation_cases;
extern const struct test_table crime_cases;
extern const struct test_table restart_cases;
extern const struct test_table message_cases;
extern const struct test_table lease_cases;
extern const struct test_table misuse_cases;
extern const struct test_table kernel_cases;
extern const struct test_table timer_cases;
extern const struct test_table notification_cases;
extern const struct test_table priority_cases;
extern const struct test_table interrupt_cases;
extern const struct test_table registers_cases;
extern const struct test_table float_cases;
extern const struct test_table config_cases;
extern const struct test_table foreign_cases;
extern const struct test_table idol_cases;
extern const struct test_table lab_cases;
extern const struct test_table lab_cases;
