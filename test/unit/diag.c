// tool/base/diag.c: where the marks stand.
#include <string.h>

#include "test/unit/said.h"
#include "test/unit/unit.h"
#include "tool/base/diag.h"

static struct arena arena;
static struct source source;

// What an error at the place prints.
static const char *report(struct place place)
{
	said_begin();
	diag_error(place, "no %s here", "fish");
	return said_end(&arena).at;
}

static struct place at(uint32_t line, uint32_t column, uint32_t length)
{
	return (struct place){&source, line, column, length};
}

static void use(const char *text)
{
	source = (struct source){S("sea.toml"), str_from(text)};
}

static void marks_a_word(void)
{
	use("one\ntwo = fish\nthree");
	CHECK(strcmp(report(at(2, 7, 4)), "sea.toml:2:7: error: no fish here\n"
					  "    2 | two = fish\n"
					  "      |       ^~~~\n") == 0);
}

static void last_line_without_end(void)
{
	use("one\ntwo");
	CHECK(strcmp(report(at(2, 1, 3)), "sea.toml:2:1: error: no fish here\n"
					  "    2 | two\n"
					  "      | ^~~\n") == 0);
}

static void marks_stay_on_the_line(void)
{
	use("fish");
	CHECK(strcmp(report(at(1, 3, 99)), "sea.toml:1:3: error: no fish here\n"
					   "    1 | fish\n"
					   "      |   ^~\n") == 0);
	CHECK(strcmp(report(at(1, 5, 0)), "sea.toml:1:5: error: no fish here\n"
					  "    1 | fish\n"
					  "      |     ^\n") == 0);
}

static void tabs_are_kept(void)
{
	use("\ta\tfish\r\n");
	CHECK(strcmp(report(at(1, 4, 4)), "sea.toml:1:4: error: no fish here\n"
					  "    1 | \ta\tfish\n"
					  "      | \t \t^~~~\n") == 0);
}

static void characters_not_bytes(void)
{
	use("\xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9 x");
	CHECK(strcmp(report(at(1, 4, 2)), "sea.toml:1:4: error: no fish here\n"
					  "    1 | \xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9 x\n"
					  "      |    ^~\n") == 0);
}

// Of a line that no terminal holds, what is around the mark.
static void long_lines(void)
{
	char text[3 * 400 + 1];
	char expected[2 * 400 + 200];

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = 0;
	memcpy(text + 600, "fish", 4);
	text[600 - 80] = 'L';
	text[600 - 80 + 399] = 'R';
	use(text);
	const char *said = report(at(1, 601, 4));
	snprintf(expected, sizeof expected,
		 "sea.toml:1:601: error: no fish here\n"
		 "    1 | ...%.400s...\n"
		 "      |    %80s^~~~\n",
		 text + 600 - 80, "");
	CHECK(strcmp(said, expected) == 0);
	CHECK(strstr(said, "...L") != NULL && strstr(said, "R...") != NULL);

	// At its beginning and its end nothing is left out there.
	said = report(at(1, 1, 1));
	CHECK(strstr(said, "    1 | xxx") != NULL && strstr(said, "x...\n      | ^\n") != NULL);
	said = report(at(1, 1200, 1));
	CHECK(strstr(said, "    1 | ...xxx") != NULL && strstr(said, "x\n      |    ") != NULL);
}

static void warnings_are_not_counted(void)
{
	unsigned before = diag_errors();

	use("fish");
	said_begin();
	diag_warning(at(1, 1, 4), "%s ahead", "reef");
	CHECK(str_is(said_end(&arena), "sea.toml:1:1: warning: reef ahead\n"
				       "    1 | fish\n"
				       "      | ^~~~\n"));
	CHECK(diag_errors() == before);
}

static void without_a_line(void)
{
	use("fish");
	CHECK(strcmp(report(place_of_file(&source)), "sea.toml: error: no fish here\n") == 0);
	CHECK(strcmp(report(nowhere), "bh: error: no fish here\n") == 0);
	CHECK(strcmp(report(at(9, 1, 1)), "sea.toml:9:1: error: no fish here\n") == 0);
}

static void errors_are_counted(void)
{
	unsigned before = diag_errors();

	use("fish");
	report(nowhere);
	report(nowhere);
	CHECK(diag_errors() == before + 2);
}

int main(void)
{
	unit_run("diag: marks a word", marks_a_word);
	unit_run("diag: last line without an end", last_line_without_end);
	unit_run("diag: marks stay on the line", marks_stay_on_the_line);
	unit_run("diag: tabs are kept", tabs_are_kept);
	unit_run("diag: columns are characters", characters_not_bytes);
	unit_run("diag: long lines", long_lines);
	unit_run("diag: places without a line", without_a_line);
	unit_run("diag: errors are counted", errors_are_counted);
	unit_run("diag: warnings are not counted", warnings_are_not_counted);
	return unit_status();
}
