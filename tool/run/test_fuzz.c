// The programs of test/fuzz, each for a while. clang builds them, in a folder of their
// own; what they found in earlier runs is kept there, and they go on from that.
//
// For those that need it, a dump of test/debug is made first, and from that image what
// they begin with.
#include <stdlib.h>

#include <jansson.h>

#include "tool/base/file.h"
#include "tool/base/zip.h"
#include "tool/run/program.h"
#include "tool/run/stage.h"
#include "tool/run/tests.h"

#define BUILD_FOLDER "out/fuzz"
#define LIST BUILD_FOLDER "/test/fuzz/fuzzers" // test/fuzz/meson.build makes it
#define BUILD_SECONDS 1800
#define SHORT_SECONDS 900

#define SEEDS_MAX 8

// What is made, of an image with floating point.
#define MADE BUILD_FOLDER "/made"
#define MADE_OF "test/debug"
#define MADE_FOR "mps2-an386"
static const char made_dump[] = MADE "/debug.core";
static const char made_kernel[] = MADE "/kernel.elf";

struct fuzzer {
	struct str name;
	struct str runs;   // inputs of a short run
	struct str length; // bytes of the longest
	bool needs_made;
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

static bool lacks(struct tally *tally, const char *why)
{
	tally_failed(tally, S("making what fuzzers need"), str_from(why));
	return false;
}

// A dump of the image where all its tasks have done what they are going to do.
static bool make_dump(struct arena *arena, struct tally *tally, struct stage *stage)
{
	const char *why;

	if (!stage_open(arena, stage, MADE_OF, MADE_FOR, "teller", "debug_settled", &why))
		return lacks(tally, why);
	const char *const argv[] = {"out/host/bh",    "dump", "--target", stage->gdb,
				    "--leave-halted", "-o",   made_dump,  NULL};
	return run(arena, tally, S("making a dump"), argv);
}

// Tasks whose programs are small, and between them have what there is in programs.
static const char *const made_tasks[] = {"boss", "divider", "scribe", "caller"};
enum { MADE_TASKS = sizeof made_tasks / sizeof made_tasks[0] };

static bool is_made(const char *task)
{
	for (size_t i = 0; i < MADE_TASKS; i++)
		if (str_is(str_from(task), made_tasks[i]))
			return true;
	return false;
}

// The image's manifest with no tasks but those, so that it is short.
static bool make_manifest(struct arena *arena, struct tally *tally, const char *path)
{
	json_t *root = json_load_file(path, 0, NULL);
	json_t *tasks = json_object_get(root, "tasks");
	char *text;

	for (size_t i = json_array_size(tasks); i-- > 0;)
		if (!is_made(json_string_value(json_object_get(json_array_get(tasks, i), "name"))))
			json_array_remove(tasks, i);
	text = json_dumps(root, JSON_COMPACT);
	if (text == NULL || json_array_size(tasks) != MADE_TASKS)
		return lacks(tally, "the image's manifest is not as it is expected");
	file_write(MADE "/manifest/debug.json", str_copy(arena, str_from(text)));
	free(text);
	json_decref(root);
	return true;
}

// An archive of so much of the image.
static bool make_archive(struct arena *arena, struct tally *tally)
{
	struct zip_member members[2 + MADE_TASKS] = {{S("manifest.json"), {NULL, 0}},
						     {S("elf/kernel.elf"), {NULL, 0}}};
	bool good = file_read(arena, MADE "/manifest/debug.json", &members[0].content) &&
		    file_read(arena, made_kernel, &members[1].content);

	for (size_t i = 0; i < MADE_TASKS; i++) {
		const char *path = str_format(arena, MADE "/programs/%s.elf", made_tasks[i]).at;

		members[2 + i].name = str_format(arena, "elf/%s.elf", made_tasks[i]);
		good = good && file_read(arena, path, &members[2 + i].content);
	}
	if (!good)
		return lacks(tally, "a program of the image cannot be read");
	file_write(MADE "/archive/debug.zip",
		   zip_make(arena, S("bulkhead archive 1"), members, 2 + MADE_TASKS));
	return true;
}

// The programs, the kernel without its debugging information, which is large.
static bool make_programs(struct arena *arena, struct tally *tally, const char *image)
{
	const char *kernel = str_format(arena, "%s/kernel.elf", image).at;
	const char *const strip[] = {"arm-none-eabi-objcopy", "--strip-debug", kernel, made_kernel,
				     NULL};
	struct str stripped;

	for (size_t i = 0; i < MADE_TASKS; i++) {
		struct str content;

		if (!file_read(arena, str_format(arena, "%s/%s.elf", image, made_tasks[i]).at,
			       &content))
			return lacks(tally, "a program of the image is missing");
		file_write(str_format(arena, MADE "/programs/%s.elf", made_tasks[i]).at, content);
	}
	if (!run(arena, tally, S("stripping the kernel"), strip) ||
	    !file_read(arena, made_kernel, &stripped))
		return false;
	file_write(MADE "/programs/kernel.elf", stripped);
	return true;
}

static bool make(struct arena *arena, struct tally *tally)
{
	struct stage stage;
	bool good;

	folder_make(MADE);
	good = make_dump(arena, tally, &stage);
	if (good) {
		const char *image =
			str_format(arena, "%.*s/img", STR_ARG(stage.built.model->out)).at;

		good = make_programs(arena, tally, image) &&
		       make_manifest(arena, tally,
				     str_format(arena, "%s/manifest.json", image).at) &&
		       make_archive(arena, tally);
	}
	stage_close(&stage);
	return good;
}

// A line of the list: name, runs, length, whether it needs what is made, folders of seeds.
static struct fuzzer read_fuzzer(struct arena *arena, struct str line)
{
	struct fuzzer fuzzer = {.seed_count = 1};
	struct str made;
	struct str seed;

	str_next(&line, ' ', &fuzzer.name);
	str_next(&line, ' ', &fuzzer.runs);
	str_next(&line, ' ', &fuzzer.length);
	fuzzer.needs_made = str_next(&line, ' ', &made) && str_is(made, "made");
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
		"-timeout=60",
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
	bool made = false;

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
		if (fuzzer.needs_made && !made && !(made = make(arena, tally)))
			return;
		run_fuzzer(arena, tally, &fuzzer, minutes);
	}
	if (!found)
		tally_failed(tally, S("fuzz"), S("test/fuzz has no program of that name"));
}
