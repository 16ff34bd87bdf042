// The report that the on-target suite prints on its console, read line by line:
//
//     choose                   whoever reads this should type a line: the name of the
//                              case to run, or nothing for all
//     case NAME ok
//     case NAME FAILED WHY
//     type X                   whoever reads this should type X
//     suite N passed, M failed
//
// Other lines are remarks.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tool/base/str.h"

enum suite_line_kind {
	SUITE_REMARK,
	SUITE_CHOOSE,
	SUITE_OK,
	SUITE_FAILED,
	SUITE_TYPE,
	SUITE_END,
};

struct suite_line {
	enum suite_line_kind kind;
	struct str name; // of the case, for OK and FAILED
	struct str text; // why it FAILED; what to TYPE; the REMARK
	uint64_t passed; // for END
	uint64_t failed;
};

// Takes the next line, without its end, off output that comes in pieces. False when there is
// no more whole one; `begun` keeps what there is of it until more output comes.
bool suite_line_next(struct text *begun, struct str *output, struct str *line);

// Reads one line, without its line end.
struct suite_line suite_line_read(struct str line);
