// Teller: prints "choose", reads the name of a case and which life of the system this
// is, and prints whether all was as it should be:
//
//     case NAME ok
//     case NAME FAILED at line N
#include <string.h>

#include "gen/task.h"
#include "lib/text.h"
#include "test/suite/runner/report.h"
#include "test/supervise/teller/case.h"
#include "ulib/sys.h"

#define NAME_MAX 24u

static const struct test_case *const files[] = {restart_cases, crash_cases, life_cases};

static void say(const char *what)
{
	char space[12];
	struct text line = text_in(space, sizeof space);

	text_add(&line, what);
	report_line(&line);
}

// Reads "NAME N". Returns the number.
static uint32_t listen(char name[static NAME_MAX])
{
	uint32_t number = 0;
	size_t size = 0;
	uint8_t byte = 0;

	for (bool in_number = false; byte != '\n';) {
		sys_recv_notification(NOTIFY_RX_IRQ);
		if (!report_take(&byte))
			continue;
		if (byte == ' ')
			in_number = true;
		else if (in_number && byte >= '0' && byte <= '9')
			number = number * 10 + byte - '0';
		else if (!in_number && size < NAME_MAX - 1)
			name[size++] = (char)byte;
	}
	name[size] = '\0';
	return number;
}

static const struct test_case *find(const char *name)
{
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		for (const struct test_case *test = files[i]; test->name != NULL; test++)
			if (strcmp(test->name, name) == 0)
				return test;
	return NULL;
}

int main(void)
{
	char name[NAME_MAX];
	char space[80];

	report_start();
	for (;;) {
		struct text line = text_in(space, sizeof space);
		const struct test_case *test;
		uint32_t life;
		int wrong;

		say("choose");
		life = listen(name);
		test = find(name);
		wrong = test != NULL ? test->run(life) : -1;
		text_add(&line, "case ");
		text_add(&line, name);
		text_add(&line, wrong == 0 ? " ok" : " FAILED at line ");
		if (wrong != 0)
			text_add_number(&line, (uint32_t)wrong);
		report_line(&line);
	}
}
