// What of some files was executed, and which way each condition went, by what clang's
// coverage reports say (llvm-cov export). Reports of several programs add up: what one
// of them has done is done.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/base/arena.h"
#include "tool/base/str.h"

// A condition, or a case of a switch. What the compiler knows to go one way only has
// never gone either.
struct coverage_branch {
	uint32_t line; // of its text: from here
	uint32_t column;
	uint32_t end_line; // to here
	uint32_t end_column;
	bool was_true;
	bool was_false;
};

struct coverage_line {
	uint32_t number;
	bool executed;
};

struct coverage_file {
	struct str path; // from the root of the repository
	struct coverage_branch *branches;
	size_t branch_count;
	size_t branch_room;
	struct coverage_line *lines; // those that hold code
	size_t line_count;
	size_t line_room;
};

struct coverage {
	struct arena *arena;
	struct coverage_file *files;
	size_t count;
	size_t room;
};

// Adds a report: the files whose path goes on with `folder` ("kern/") after a '/'. False
// if it is no report.
bool coverage_add(struct coverage *coverage, struct str json, const char *folder);

size_t coverage_lines_executed(const struct coverage_file *file);

// Ways that conditions went, and could have gone.
size_t coverage_ways_taken(const struct coverage_file *file);
size_t coverage_ways(const struct coverage_file *file);

// A branch's text in its file's, with stretches of white space as single spaces.
struct str coverage_text(struct arena *arena, const struct coverage_branch *branch,
			 struct str source);
