// task/console/line.c: what typing does to the line and to the screen.
#include "task/console/line.h"

#include <string.h>

#include "test/unit/unit.h"

// Types a string; returns how many lines it ended. The echo is left in `echo`.
static unsigned type(struct line *line, const char *keys, struct text *echo)
{
	unsigned ended = 0;

	for (; *keys != '\0'; keys++) {
		if (line_type(line, *keys, echo))
			ended++;
	}
	return ended;
}

static bool is(const char *data, size_t size, const char *expected)
{
	return size == strlen(expected) && memcmp(data, expected, size) == 0;
}

static void a_word(void)
{
	char buffer[80];
	struct text echo = text_in(buffer, sizeof buffer);
	struct line line = {0};

	CHECK(type(&line, "hello\n", &echo) == 1);
	CHECK(is(line.text, line.size, "hello"));
	CHECK(is(echo.data, echo.size, "> hello\r\n"));
}

static void rubbed_out(void)
{
	char buffer[80];
	struct text echo = text_in(buffer, sizeof buffer);
	struct line line = {0};

	CHECK(type(&line,
		   "ab\bc\x7f"
		   "d",
		   &echo) == 0);
	CHECK(is(line.text, line.size, "ad"));
	CHECK(is(echo.data, echo.size, "> ab\b \bc\b \bd"));
}

static void nothing_to_rub_out(void)
{
	char buffer[80];
	struct text echo = text_in(buffer, sizeof buffer);
	struct line line = {0};

	CHECK(type(&line, "\b\x7f", &echo) == 0);
	CHECK(line.size == 0 && echo.size == 0);
}

static void line_ends(void)
{
	char buffer[80];
	struct text echo = text_in(buffer, sizeof buffer);
	struct line line = {0};

	CHECK(type(&line, "\r\n", &echo) == 1);
	CHECK(type(&line, "\r\r\n\n", &echo) == 3);
}

static void other_keys(void)
{
	char buffer[80];
	struct text echo = text_in(buffer, sizeof buffer);
	struct line line = {0};

	CHECK(type(&line,
		   "a\x1b\t\xff"
		   "b",
		   &echo) == 0);
	CHECK(is(line.text, line.size, "ab"));
}

static void too_long(void)
{
	char buffer[200];
	struct text echo = text_in(buffer, sizeof buffer);
	struct line line = {0};

	for (unsigned i = 0; i < LINE_LENGTH + 10; i++)
		line_type(&line, 'x', &echo);
	CHECK(line.size == LINE_LENGTH);
	CHECK(echo.size == 2 + LINE_LENGTH);
}

static void shown_again(void)
{
	char buffer[80];
	struct text echo = text_in(buffer, sizeof buffer);
	struct text again;
	struct line line = {0};

	type(&line, "cra", &echo);
	again = text_in(buffer, sizeof buffer);
	line_show(&line, &again);
	CHECK(is(again.data, again.size, "> cra"));
	line_clear(&line);
	again = text_in(buffer, sizeof buffer);
	line_show(&line, &again);
	CHECK(again.size == 0);
}

int main(void)
{
	unit_run("console_line: a word", a_word);
	unit_run("console_line: rubbed out", rubbed_out);
	unit_run("console_line: nothing to rub out", nothing_to_rub_out);
	unit_run("console_line: line ends", line_ends);
	unit_run("console_line: other keys", other_keys);
	unit_run("console_line: too long", too_long);
	unit_run("console_line: shown again", shown_again);
	return unit_status();
}
