// How much of the kernel its tests on the host execute: the unit tests that link it, and
// the explorer, cut short. clang builds them, in a folder of their own. Whatever condition
// never went one of its ways has to be in a list, with the reason.
#include <stdio.h>

#include "tool/base/file.h"
#include "tool/base/section.h"
#include "tool/run/coverage.h"
#include "tool/run/program.h"
#include "tool/run/tests.h"

#define BUILD_FOLDER "out/coverage"
#define PROGRAMS BUILD_FOLDER "/test/kernel-tests"
#define LIST "test/coverage/uncovered.toml"
#define FOLDER "kern/"

#define BUILD_SECONDS 1800
#define SECONDS 900

// Each scene of the explorer, cut short after so many states.
#define STATES "20000"

// Per cent of the ways that conditions can go.
#define LEAST 95

// A condition that need not go one of its ways, or both.
struct excuse {
	struct str name;
	struct place place;
	struct str file;
	struct str condition; // its text
	struct str never;     // "true", "false", or "either"
	struct str why;
	bool used;
};

struct excuses {
	struct excuse *items;
	size_t count;
};

static bool run(struct arena *arena, struct tally *tally, const char *what, const char *script,
		const char *argument)
{
	const char *const argv[] = {"sh", "-ec", script, argument, NULL};
	struct program_result result = program_run(arena, argv, BUILD_SECONDS);

	if (result.status != 0)
		tally_failed(tally, str_format(arena, "coverage: %s", what), result.output);
	return result.status == 0;
}

// What runs while it is built is no test, and leaves no profile.
static bool build(struct arena *arena, struct tally *tally)
{
	return run(arena, tally, "building the kernel's tests",
		   "export LLVM_PROFILE_FILE=/dev/null\n"
		   "[ -f " BUILD_FOLDER "/build.ninja ] ||\n"
		   "	env CC=clang CXX=clang++ meson setup " BUILD_FOLDER " . \\\n"
		   "		-Dbuildtype=debug \\\n"
		   "		-Dc_args='-O1 -fprofile-instr-generate -fcoverage-mapping' \\\n"
		   "		-Dc_link_args=-fprofile-instr-generate\n"
		   "ninja -C " BUILD_FOLDER " kernel-tests\n",
		   "");
}

// Runs one of the programs and adds what it executed.
static bool measure(struct arena *arena, struct tally *tally, struct str name,
		    struct coverage *coverage)
{
	const char *program = str_format(arena, BUILD_FOLDER "/test/%.*s", STR_ARG(name)).at;
	struct str report;

	if (!run(arena, tally, program,
		 "case $0 in\n"
		 "*/model-*) set -- --limit " STATES ";;\n"
		 "*) set -- ;;\n"
		 "esac\n"
		 "rm -f $0.profraw\n"
		 "LLVM_PROFILE_FILE=$0.profraw $0 \"$@\" >$0.log || { cat $0.log; exit 1; }\n"
		 "llvm-profdata merge -o $0.profdata $0.profraw\n"
		 "llvm-cov export -instr-profile=$0.profdata $0 >$0.json\n",
		 program))
		return false;
	if (file_read(arena, str_format(arena, "%s.json", program).at, &report) &&
	    coverage_add(coverage, report, FOLDER))
		return true;
	tally_failed(tally, str_format(arena, "coverage: %s", program), S("it left no report"));
	return false;
}

static bool read_excuse(struct arena *arena, const struct toml_entry *entry, struct excuse *excuse)
{
	unsigned errors = diag_errors();
	struct section section;

	*excuse = (struct excuse){.name = entry->key, .place = entry->place};
	if (!section_open(arena, entry, &section))
		return false;
	SECTION_ALLOW(&section, "file", "condition", "never", "why");
	section_need_string(&section, "file", &excuse->file, "file = \"kern/ipc.c\"");
	section_need_string(&section, "condition", &excuse->condition, "condition = \"a < b\"");
	section_need_string(&section, "never", &excuse->never, "never = \"true\"");
	section_need_string(&section, "why", &excuse->why, "why = \"a is never less than b here\"");
	return diag_errors() == errors;
}

static bool read_excuses(struct arena *arena, struct excuses *excuses)
{
	const struct toml_node *root = toml_read(arena, S(LIST), NULL);
	bool good = true;

	if (root == NULL)
		return false;
	excuses->items = ARENA_ARRAY(arena, struct excuse, root->count);
	for (size_t i = 0; i < root->count; i++)
		good = read_excuse(arena, &root->entries[i], &excuses->items[excuses->count++]) &&
		       good;
	return good;
}

static bool is_excused(struct excuses *excuses, struct str file, struct str condition,
		       const char *never)
{
	for (size_t i = 0; i < excuses->count; i++) {
		struct excuse *excuse = &excuses->items[i];

		if (!str_equal(excuse->file, file) || !str_equal(excuse->condition, condition) ||
		    !str_is(excuse->never, never))
			continue;
		excuse->used = true;
		return true;
	}
	return false;
}

static void check_branch(struct arena *arena, struct tally *tally, struct excuses *excuses,
			 const struct coverage_file *file, const struct coverage_branch *branch,
			 struct str source)
{
	struct str text = coverage_text(arena, branch, source);
	const char *never = branch->was_false ? "true" : "false";

	if (branch->was_true && branch->was_false)
		return;
	if (!branch->was_true && !branch->was_false)
		never = "either";
	if (!is_excused(excuses, file->path, text, never))
		tally_failed(tally,
			     str_format(arena, "coverage: %.*s:%u: never %s, and not in " LIST,
					STR_ARG(file->path), branch->line, never),
			     text);
}

static void check_file(struct arena *arena, struct tally *tally, struct excuses *excuses,
		       const struct coverage_file *file)
{
	struct str source = {"", 0};

	file_read(arena, str_c(arena, file->path), &source);
	printf("%-16.*s %4zu of %4zu lines, %4zu of %4zu ways that conditions can go\n",
	       STR_ARG(file->path), coverage_lines_executed(file), file->line_count,
	       coverage_ways_taken(file), coverage_ways(file));
	for (size_t i = 0; i < file->branch_count; i++)
		check_branch(arena, tally, excuses, file, &file->branches[i], source);
}

static void check_total(struct arena *arena, struct tally *tally, const struct coverage *coverage)
{
	size_t lines = 0;
	size_t executed = 0;
	size_t ways = 0;
	size_t taken = 0;
	struct str what;

	for (size_t i = 0; i < coverage->count; i++) {
		lines += coverage->files[i].line_count;
		executed += coverage_lines_executed(&coverage->files[i]);
		ways += coverage_ways(&coverage->files[i]);
		taken += coverage_ways_taken(&coverage->files[i]);
	}
	what = str_format(arena, "coverage of " FOLDER ": %zu of %zu lines, %zu of %zu branches",
			  executed, lines, taken, ways);
	tally_check(tally, what, ways > 0 && 100 * taken >= LEAST * ways,
		    str_format(arena, "at least %d %% of the branches are expected", LEAST));
}

void test_coverage(struct arena *arena, struct tally *tally)
{
	struct coverage coverage = {.arena = arena};
	struct excuses excuses = {.count = 0};
	struct str list;
	struct str name;

	if (!read_excuses(arena, &excuses)) {
		tally_failed(tally, S("coverage"), S(LIST " cannot be read"));
		return;
	}
	if (!build(arena, tally) || !file_read(arena, PROGRAMS, &list))
		return;
	while (str_next(&list, '\n', &name))
		if (name.len > 0 && !measure(arena, tally, name, &coverage))
			return;
	for (size_t i = 0; i < coverage.count; i++)
		check_file(arena, tally, &excuses, &coverage.files[i]);
	for (size_t i = 0; i < excuses.count; i++)
		if (!excuses.items[i].used)
			tally_failed(tally,
				     str_format(arena,
						"coverage: [%.*s] of " LIST " excuses nothing",
						STR_ARG(excuses.items[i].name)),
				     S("take it out"));
	check_total(arena, tally, &coverage);
}
