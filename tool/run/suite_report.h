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

// Reads one line, without its line end.
struct suite_line suite_line_read(struct str line);
