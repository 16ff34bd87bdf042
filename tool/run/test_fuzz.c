// The programs of test/fuzz, each for a while. clang builds them, in a folder of their
// own; what they found in earlier runs is kept there, and they go on from that.
#include "tool/base/file.h"
#include "tool/run/program.h"
#include "tool/run/tests.h"

#define BUILD_FOLDER "out/fuzz"
#define BUILD_SECONDS 1800
#define RUN_SECONDS 600

static const struct fuzzer {
	const char *name;
	const char *runs;
	const char *longest;  // bytes of an input
	const char *seeds[4]; // folders of inputs to begin with
} fuzzers[] = {
	{"idol", "30000", "4096", {"test/golden/idl", "idl", "test/idl", "test/fuzz/idol"}},
	{"wire-zerocopy", "1000000", "64", {NULL}},
	{"wire-ssmarshal", "1000000", "128", {NULL}},
	{"wire-hubpack", "1000000", "128", {NULL}},
};

static bool run(struct arena *arena, struct tally *tally, struct str what, const char *const *argv)
{
	struct program_result result = program_run(arena, argv, BUILD_SECONDS);

	if (result.status != 0)
		tally_failed(tally, what, result.output);
	return result.status == 0;
}

static bool build(struct arena *arena, struct tally *tally)
{
	static const char *const set_up[] = {"env",
					     "CC=clang",
					     "CXX=clang++",
					     "meson",
					     "setup",
					     BUILD_FOLDER,
					     ".",
					     "-Dfuzz=true",
					     "-Db_sanitize=address,undefined",
					     "-Db_lundef=false",
					     NULL};
	static const char *const make[] = {"ninja", "-C", BUILD_FOLDER, "fuzzers", NULL};

	return (file_exists(BUILD_FOLDER "/build.ninja") ||
		run(arena, tally, S("setting up the fuzzers"), set_up)) &&
	       run(arena, tally, S("building the fuzzers"), make);
}

static void run_fuzzer(struct arena *arena, struct tally *tally, const struct fuzzer *fuzzer)
{
	const char *corpus = str_format(arena, BUILD_FOLDER "/corpus/%s", fuzzer->name).at;
	const char *argv[16] = {
		str_format(arena, BUILD_FOLDER "/test/fuzz/%s", fuzzer->name).at,
		"-seed=1",
		"-timeout=10",
		str_format(arena, "-runs=%s", fuzzer->runs).at,
		str_format(arena, "-max_len=%s", fuzzer->longest).at,
		str_format(arena, "-artifact_prefix=" BUILD_FOLDER "/%s-", fuzzer->name).at,
		corpus,
	};
	const char *words = str_format(arena, "test/fuzz/%s.dict", fuzzer->name).at;
	size_t count = 7;

	folder_make(corpus);
	if (file_exists(words))
		argv[count++] = str_format(arena, "-dict=%s", words).at;
	for (size_t i = 0; i < sizeof fuzzer->seeds / sizeof fuzzer->seeds[0]; i++)
		if (fuzzer->seeds[i] != NULL && folder_exists(fuzzer->seeds[i]))
			argv[count++] = fuzzer->seeds[i];
	struct program_result result = program_run(arena, argv, RUN_SECONDS);
	struct str why = result.too_slow ? S("it has not ended") : result.output;
	tally_check(tally, str_format(arena, "fuzz %s: %s inputs", fuzzer->name, fuzzer->runs),
		    result.status == 0, why);
}

void test_fuzz(struct arena *arena, struct tally *tally)
{
	if (!build(arena, tally))
		return;
	for (size_t i = 0; i < sizeof fuzzers / sizeof fuzzers[0] && !tally_is_over(tally); i++)
		run_fuzzer(arena, tally, &fuzzers[i]);
}
