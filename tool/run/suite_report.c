// The report of the on-target suite (suite_report.h).
#include "tool/run/suite_report.h"

#include <string.h>

static struct str after(struct str s, const char *prefix)
{
	return str_slice(s, strlen(prefix), s.len);
}

static bool read_end(struct str rest, struct suite_line *line)
{
	struct str passed;
	struct str failed;

	return str_next(&rest, ' ', &passed) && str_number(passed, &line->passed) &&
	       str_starts(rest, "passed, ") && (rest = after(rest, "passed, "), true) &&
	       str_next(&rest, ' ', &failed) && str_number(failed, &line->failed) &&
	       str_is(rest, "failed");
}

static bool read_case(struct str rest, struct suite_line *line)
{
	if (!str_next(&rest, ' ', &line->name))
		return false;
	if (str_is(rest, "ok")) {
		line->kind = SUITE_OK;
		return true;
	}
	if (!str_starts(rest, "FAILED"))
		return false;
	line->kind = SUITE_FAILED;
	line->text = str_trim(after(rest, "FAILED"));
	return true;
}

bool suite_line_next(struct text *begun, struct str *output, struct str *line)
{
	size_t end = str_find(*output, '\n');
	bool whole = end < output->len;

	text_add(begun, str_slice(*output, 0, end));
	*output = str_slice(*output, end + 1, output->len);
	if (whole) {
		*line = str_copy(begun->arena, text_str(begun));
		begun->len = 0;
	}
	return whole;
}

struct suite_line suite_line_read(struct str text)
{
	struct str trimmed = str_trim(text);
	struct suite_line line = {.kind = SUITE_REMARK, .text = trimmed};

	if (str_starts(trimmed, "case ") && read_case(after(trimmed, "case "), &line))
		return line;
	if (str_is(trimmed, "choose")) {
		line.kind = SUITE_CHOOSE;
	} else if (str_starts(trimmed, "type ")) {
		line.kind = SUITE_TYPE;
		line.text = after(trimmed, "type ");
	} else if (str_starts(trimmed, "suite ") && read_end(after(trimmed, "suite "), &line)) {
		line.kind = SUITE_END;
	}
	return line;
}
