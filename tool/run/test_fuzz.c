// The programs of test/fuzz, each for a while. clang builds them, in a folder of their
// own; what they found in earlier runs is kept there, and they go on from that.
#include "tool/base/file.h"
#include "tool/run/program.h"
#include "tool/run/tests.h"

#define BUILD_FOLDER "out/fuzz"
#define LIST BUILD_FOLDER "/test/fuzz/fuzzers" // test/fuzz/meson.build makes it
#define BUILD_SECONDS 1800
#define SHORT_SECONDS 900

#define SEEDS_MAX 8

struct fuzzer {
	struct str name;
	struct str runs;   // inputs of a short run
	struct str length; // bytes of the longest
	struct str seeds[SEEDS_MAX];
	size_t seed_count;
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

// A line of the list: name, runs, length, and folders of seeds.
static struct fuzzer read_fuzzer(struct arena *arena, struct str line)
{
	struct fuzzer fuzzer = {.seed_count = 1};
	struct str seed;

	str_next(&line, ' ', &fuzzer.name);
	str_next(&line, ' ', &fuzzer.runs);
	str_next(&line, ' ', &fuzzer.length);
	fuzzer.seeds[0] = str_format(arena, "test/fuzz/%.*s", STR_ARG(fuzzer.name));
	while (fuzzer.seed_count < SEEDS_MAX && str_next(&line, ' ', &seed))
		if (seed.len > 0)
			fuzzer.seeds[fuzzer.seed_count++] = seed;
	return fuzzer;
}

static void run_fuzzer(struct arena *arena, struct tally *tally, const struct fuzzer *fuzzer,
		       unsigned minutes)
{
	const char *name = str_c(arena, fuzzer->name);
	const char *corpus = str_format(arena, BUILD_FOLDER "/corpus/%s", name).at;
	struct str dictionary = str_format(arena, "test/fuzz/%s.dict", name);
	struct str what = minutes > 0 ? str_format(arena, "fuzz %s: %u minutes", name, minutes)
				      : str_format(arena, "fuzz %s: %.*s inputs", name,
						   STR_ARG(fuzzer->runs));
	const char *argv[10 + SEEDS_MAX + 1] = {
		"env",
		"ASAN_OPTIONS=detect_leaks=0", // tools free nothing
		str_format(arena, BUILD_FOLDER "/test/fuzz/%s", name).at,
		"-timeout=10",
		str_format(arena, "-max_len=%.*s", STR_ARG(fuzzer->length)).at,
		str_format(arena, "-artifact_prefix=" BUILD_FOLDER "/%s-", name).at,
	};
	size_t count = 6;

	if (minutes > 0) {
		argv[count++] = str_format(arena, "-max_total_time=%u", minutes * 60).at;
	} else {
		argv[count++] = "-seed=1";
		argv[count++] = str_format(arena, "-runs=%.*s", STR_ARG(fuzzer->runs)).at;
	}
	if (file_exists(dictionary.at))
		argv[count++] = str_format(arena, "-dict=%s", dictionary.at).at;
	folder_make(corpus);
	argv[count++] = corpus;
	for (size_t i = 0; i < fuzzer->seed_count; i++)
		if (folder_exists(str_c(arena, fuzzer->seeds[i])))
			argv[count++] = str_c(arena, fuzzer->seeds[i]);
	struct program_result result = program_run(arena, argv, SHORT_SECONDS + 2 * 60 * minutes);
	struct str why = result.too_slow ? S("it has not ended") : result.output;
	tally_check(tally, what, result.status == 0, why);
}

void test_fuzz(struct arena *arena, struct tally *tally, unsigned minutes, const char *only)
{
	struct str list;
	struct str line;
	bool found = false;

	if (!build(arena, tally))
		return;
	if (!file_read(arena, LIST, &list)) {
		tally_failed(tally, S("fuzz"), S("there is no list of programs, " LIST));
		return;
	}
	while (!tally_is_over(tally) && str_next(&list, '\n', &line)) {
		struct fuzzer fuzzer = read_fuzzer(arena, line);

		if (line.len == 0 || (only != NULL && !str_is(fuzzer.name, only)))
			continue;
		found = true;
		run_fuzzer(arena, tally, &fuzzer, minutes);
	}
	if (!found)
		tally_failed(tally, S("fuzz"), S("test/fuzz has no program of that name"));
}
