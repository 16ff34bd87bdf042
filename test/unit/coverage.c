// tool/run/coverage.c: what reports of llvm-cov say.
#include "test/unit/unit.h"

#include "tool/run/coverage.h"

static struct arena arena;

// Two conditions of lines 2 and 3; line 4 is executed by the second only, 6 by none, and
// 5 holds no code.
#define REPORT(name, times_true, times_false, count)                                  \
	"{\"data\":[{\"files\":["                                                     \
	"{\"filename\":\"/x/y/../" name "\",\"branches\":["                           \
	"[2,5,2,10," times_true "," times_false ",0,0,4],[3,1,4,3,0,0,0,0,4]],"       \
	"\"segments\":[[1,1,7,true,true,false],[4,2," count ",true,true,false],"      \
	"[4,9,0,false,false,false],[6,1,0,true,true,false],[6,5,0,false,false,false]" \
	"]}]}]}"

static struct coverage coverage;

static bool add(const char *report)
{
	return coverage_add(&coverage, str_from(report), "kern/");
}

static void begin(void)
{
	coverage = (struct coverage){.arena = &arena};
}

static void test_sums(void)
{
	const struct coverage_file *file;

	begin();
	CHECK(add(REPORT("kern/a.c", "3", "0", "0")));
	CHECK(coverage.count == 1);
	file = &coverage.files[0];
	CHECK(str_is(file->path, "kern/a.c"));
	CHECK(file->branch_count == 2 && coverage_ways(file) == 4);
	CHECK(file->branches[0].was_true && !file->branches[0].was_false);
	CHECK(coverage_ways_taken(file) == 1);
	CHECK(add(REPORT("kern/a.c", "0", "5000000000", "2")));
	CHECK(coverage.count == 1 && file->branch_count == 2);
	CHECK(file->branches[0].was_true && file->branches[0].was_false);
	CHECK(!file->branches[1].was_true && !file->branches[1].was_false);
	CHECK(coverage_ways_taken(file) == 2);
}

static void test_lines(void)
{
	const struct coverage_file *file;

	begin();
	CHECK(add(REPORT("kern/a.c", "3", "0", "0")));
	file = &coverage.files[0];
	CHECK(file->line_count == 5);
	CHECK(file->lines[4].number == 6 && !file->lines[4].executed);
	CHECK(file->lines[3].number == 4 && file->lines[3].executed);
	CHECK(coverage_lines_executed(file) == 4);
}

static void test_others(void)
{
	begin();
	CHECK(add(REPORT("test/a.c", "3", "0", "0")));
	CHECK(add(REPORT("kern/deep/a.c", "3", "0", "0")));
	CHECK(coverage.count == 0);
	CHECK(!add(""));
	CHECK(!add("{\"data\":[]}"));
}

static void test_text(void)
{
	const struct str source = S("one(\n\tif (a <\n\t    b)\n\t\treturn;\n");
	const struct coverage_branch branch = {2, 6, 3, 7, true, false};

	CHECK(str_is(coverage_text(&arena, &branch, source), "a < b"));
}

int main(void)
{
	unit_run("coverage: reports add up", test_sums);
	unit_run("coverage: lines", test_lines);
	unit_run("coverage: files of other folders", test_others);
	unit_run("coverage: a condition's text", test_text);
	return unit_status();
}
