// What three analysers say of the code: nothing. gcc -fanalyzer and clang-tidy, with
// clang's static analyser in it, look at each source as it is compiled: those of targets
// as in some images, those of the host program as in its build. cppcheck looks at folders.
// What they should overlook is written down with the reason: in .clang-tidy, in
// test/lint/cppcheck.txt, below, and in comments where it applies.
//
// The work is a ninja file, so that all processors share it and what has not changed is
// not looked at again.
#include <jansson.h>
#include <string.h>

#include "tool/base/file.h"
#include "tool/image/ninja.h"
#include "tool/run/program.h"
#include "tool/run/report.h"
#include "tool/run/tests.h"

#define FOLDER "out/lint"
#define PLAN FOLDER "/build.ninja"
#define LOG FOLDER "/log.txt"
#define HOST_DATABASE "out/host/compile_commands.json"
#define SECONDS 7200

// Images that have all sources for targets among them, and with each port's variants. The
// first has the kernel's own checks.
static const struct image {
	const char *app;
	const char *board;
	const char *folder;
} images[] = {
	{"test/suite", "mps2-an385", "out/suite-mps2-an385"},
	{"app/demo", "mps2-an386", "out/demo-mps2-an386"},
	{"test/supervise", "mps2-an385", "out/supervise-mps2-an385"},
};

// gcc 12 takes the parts of a struct that was copied whole for uninitialised, which
// clang-tidy looks for too; and what the linker places for arrays with a known end.
#define GCC_ANALYZER "-fanalyzer -Wno-analyzer-use-of-uninitialized-value -Wno-array-bounds"

struct lint {
	struct arena *arena;
	struct tally *tally;
	bool tidies_host;
	struct str library; // the folder of the C library's headers for targets
	struct text plan;
	struct text seen; // sources, each between newlines
	size_t targets;
	size_t hosts;
};

static bool is_first(struct lint *lint, const char *path)
{
	struct str line = str_format(lint->arena, "\n%s\n", path);

	if (lint->seen.len > 0 && strstr(lint->seen.at, line.at) != NULL)
		return false;
	text_add(&lint->seen, line);
	return true;
}

// What of a compiler's command is about the result or about files, not about the source.
static bool is_of_output(struct str word)
{
	return str_is(word, "-MD") || str_is(word, "-MMD") || str_is(word, "-c") ||
	       str_starts(word, "-flto") || str_starts(word, "-frandom-seed=") ||
	       str_starts(word, "-fdiagnostics-") || str_starts(word, "\"-f");
}

// The options of a compiler's command that was given in a folder, for use here.
static struct str options_of(struct lint *lint, struct str command, struct str source,
			     const char *folder)
{
	struct text text = {.arena = lint->arena};
	struct str word;

	str_next(&command, ' ', &word); // the compiler
	while (str_next(&command, ' ', &word)) {
		if (str_is(word, "-o") || str_is(word, "-MF") || str_is(word, "-MQ"))
			str_next(&command, ' ', &word);
		else if (str_starts(word, "-I") && !str_starts(word, "-I/"))
			text_addf(&text, " -I%s%.*s", folder,
				  STR_ARG(str_slice(word, strlen("-I"), word.len)));
		else if (!is_of_output(word) && !str_equal(word, source))
			text_addf(&text, " %.*s", STR_ARG(word));
	}
	return text_str(&text);
}

// What clang makes of an option of gcc's for targets.
static struct str clang_options_of(struct lint *lint, struct str options)
{
	struct text text = {.arena = lint->arena};
	struct str word;

	text_addf(&text, "--target=thumbv7em-none-eabi -isystem %.*s", STR_ARG(lint->library));
	while (str_next(&options, ' ', &word))
		if (!str_starts(word, "--specs="))
			text_addf(&text, " %.*s", STR_ARG(word));
	return text_str(&text);
}

static void add(struct lint *lint, const char *rule, struct str source, struct str gcc,
		struct str tidy)
{
	struct str path = ninja_path(lint->arena, source);

	text_addf(&lint->plan,
		  "build " FOLDER "/%.*s.%s: %s %.*s | %s\n"
		  "  gcc = %.*s\n"
		  "  tidy = %.*s\n",
		  STR_ARG(path), rule, rule, STR_ARG(path),
		  ".clang-tidy arch/armm/.clang-tidy test/model/.clang-tidy", STR_ARG(gcc),
		  STR_ARG(tidy));
}

static void add_target(struct lint *lint, const json_t *entry)
{
	const char *file = json_string_value(json_object_get(entry, "file"));
	const char *command = json_string_value(json_object_get(entry, "command"));

	if (file == NULL || command == NULL || !str_ends(str_from(file), ".c") ||
	    str_starts(str_from(file), "out/") || str_starts(str_from(file), "test/") ||
	    !str_starts(str_from(command), "arm-none-eabi-gcc ") || !is_first(lint, file))
		return;
	struct str options = options_of(lint, str_from(command), str_from(file), "");
	add(lint, "target", str_from(file), options, clang_options_of(lint, options));
	lint->targets++;
}

// Its paths are from out/host.
static void add_host(struct lint *lint, const json_t *entry)
{
	const char *file = json_string_value(json_object_get(entry, "file"));
	const char *command = json_string_value(json_object_get(entry, "command"));

	if (file == NULL || command == NULL || !str_ends(str_from(file), ".c") ||
	    !str_starts(str_from(file), "../../") ||
	    str_starts(str_from(file), "../../test/unit/") || strstr(file, "/plugin/") != NULL)
		return;
	struct str source = str_slice(str_from(file), strlen("../../"), strlen(file));
	if (!is_first(lint, source.at))
		return;
	add(lint, lint->tidies_host ? "host" : "hostgcc", source,
	    options_of(lint, str_from(command), str_from(file), "out/host/"), S(""));
	lint->hosts++;
}

static void add_all(struct lint *lint, json_t *database,
		    void (*add_one)(struct lint *lint, const json_t *entry))
{
	for (size_t i = 0; i < json_array_size(database); i++)
		add_one(lint, json_array_get(database, i));
	json_decref(database);
}

static bool run(struct lint *lint, const char *what, const char *script,
		struct program_result *result)
{
	const char *const argv[] = {"sh", "-ec", script, NULL};

	*result = program_run(lint->arena, argv, SECONDS);
	if (result->status != 0)
		tally_failed(lint->tally, str_format(lint->arena, "lint: %s", what),
			     result->output);
	return result->status == 0;
}

static bool add_image(struct lint *lint, const struct image *image)
{
	struct program_result result;
	const char *script =
		str_format(lint->arena,
			   "env -u BH_CALLED_FROM out/host/bh build %s --board %s >%s 2>&1 ||\n"
			   "	{ cat %s; exit 1; }\n"
			   "ninja -f %s/build.ninja -t compdb\n",
			   image->app, image->board, LOG, LOG, image->folder)
			.at;

	if (!run(lint, image->app, script, &result))
		return false;
	add_all(lint, json_loads(result.output.at, 0, NULL), add_target);
	return true;
}

static void begin(struct lint *lint)
{
	static const char tidy[] = ">$out.txt 2>&1 || { cat $out.txt; exit 1; }; touch $out\n";
	static const char gcc[] = GCC_ANALYZER " -MD -MF $out.d -MT $out -S -o /dev/null";

	text_addf(&lint->plan,
		  "builddir = " FOLDER "\n"
		  "rule target\n"
		  "  command = arm-none-eabi-gcc $gcc %s $in || exit 1; "
		  "clang-tidy --quiet $in -- $tidy %s"
		  "  depfile = $out.d\n",
		  gcc, tidy);
	text_addf(&lint->plan,
		  "rule host\n"
		  "  command = gcc $gcc %s $in || exit 1; "
		  "clang-tidy --quiet -p out/host $in %s"
		  "  depfile = $out.d\n",
		  gcc, tidy);
	text_addf(&lint->plan,
		  "rule hostgcc\n"
		  "  command = gcc $gcc %s $in && touch $out\n"
		  "  depfile = $out.d\n",
		  gcc);
}

static void check_cppcheck(struct lint *lint)
{
	static const char script[] =
		"cppcheck -q -j 2 --enable=warning,portability,performance --std=c11 \\\n"
		"	--inline-suppr --suppressions-list=test/lint/cppcheck.txt \\\n"
		"	--error-exitcode=1 -I. -Iarch/host \\\n"
		"	-DKERN_CHECK=1 -DKERN_TASKS=4 -DKERN_LEVELS=4 \\\n"
		"	kern lib arch chip ulib task drv tool test/model\n";
	struct program_result result;

	if (run(lint, "cppcheck", script, &result))
		tally_ok(lint->tally, S("lint: cppcheck"));
}

static bool make_plan(struct lint *lint)
{
	struct program_result result;

	if (!run(lint, "the C library's headers",
		 "mkdir -p " FOLDER "\n"
		 "echo '#include <string.h>' | arm-none-eabi-gcc --specs=picolibc.specs -M -x c - "
		 "|\n"
		 "	sed -n 's|^.* \\(/[^ ]*\\)/string.h.*$|\\1|p' | head -n 1\n",
		 &result))
		return false;
	lint->library = str_trim(result.output);
	begin(lint);
	for (size_t i = 0; i < sizeof images / sizeof images[0]; i++)
		if (!add_image(lint, &images[i]))
			return false;
	add_all(lint, json_load_file(HOST_DATABASE, 0, NULL), add_host);
	file_write(PLAN, text_str(&lint->plan));
	return true;
}

void test_lint(struct arena *arena, struct tally *tally, bool is_long)
{
	struct lint lint = {
		.arena = arena,
		.tally = tally,
		.tidies_host = is_long,
		.plan = {.arena = arena},
		.seen = {.arena = arena},
	};
	struct program_result result;

	check_cppcheck(&lint);
	if (tally_is_over(tally) ||
	    !report_build(arena, tally, "units", S("lint: what the host's sources include")) ||
	    !make_plan(&lint))
		return;
	if (run(&lint, "gcc -fanalyzer and clang-tidy",
		"ninja -f " PLAN " --quiet -k 0 >" LOG " 2>&1 ||\n"
		"	{ grep -v '^FAILED: \\|^gcc \\|^arm-none-eabi-gcc ' " LOG "; exit 1; }\n",
		&result))
		tally_ok(tally, str_format(arena, "lint: %zu sources for targets, %zu of the host",
					   lint.targets, lint.hosts));
}
