// Mutants: changes of one line, nearly all in the kernel, that some test must notice.
//
// test/mutants/mutants.toml lists them. The repository is copied to out/mutants; there
// one change at a time is made, the unit tests, the suite, the supervisor's cases and a
// short soak are run up to the first failure, and the file is put back. The copy's own
// out/ stays, so that only what depends on the changed file is built again.
//
// Or each of some parts of the tests is run by itself, to tell which of them would have
// noticed: --with unit,model,suite.
#define _GNU_SOURCE // memmem

#include <stdio.h>
#include <string.h>

#include "tool/base/file.h"
#include "tool/base/section.h"
#include "tool/run/program.h"
#include "tool/run/tests.h"

#define LIST "test/mutants/mutants.toml"
#define COPY "out/mutants"

#define SET_UP_SECONDS 1800 // the host program is built
#define FIRST_SECONDS 1800  // so are the tests
#define SECONDS 3600        // for one mutant: more is as good as a failure
#define CPU_SECONDS "300"   // for each program: a test that takes more fails

struct mutant {
	struct str name;
	struct place place;
	struct str file;   // path from the root
	struct str after;  // the change is the first after this text; may be empty
	struct str old;    // text within a line
	struct str new;    // what stands there instead
	struct str breaks; // what goes wrong then, for people

	struct str original; // the file
	struct str changed;
};

// What is run with a mutant. Several: each by itself, whatever the others found.
struct finder {
	const char *parts; // of `bh test`
	size_t tried;
	size_t caught;
};

#define FINDERS_MAX 8

struct mutants {
	struct arena *arena;
	struct tally *tally;
	const char *board;
	struct finder finders[FINDERS_MAX];
	size_t finder_count;
	struct mutant *items;
	size_t count;
};

static bool read_mutant(struct arena *arena, const struct toml_entry *entry, struct mutant *mutant)
{
	unsigned errors = diag_errors();
	struct section section;

	*mutant = (struct mutant){.name = entry->key, .place = entry->place};
	if (!section_open(arena, entry, &section))
		return false;
	SECTION_ALLOW(&section, "file", "after", "old", "new", "breaks");
	section_need_string(&section, "file", &mutant->file, "file = \"kern/ipc.c\"");
	section_string(&section, "after", &mutant->after, NULL);
	section_need_string(&section, "old", &mutant->old, "old = \"a < b\"");
	section_need_string(&section, "new", &mutant->new, "new = \"a > b\"");
	section_need_string(&section, "breaks", &mutant->breaks,
			    "breaks = \"the smaller one is taken\"");
	return diag_errors() == errors;
}

// Reads the list. False, after the errors were shown.
static bool read_list(struct mutants *mutants)
{
	struct arena *arena = mutants->arena;
	const struct toml_node *root = toml_read(arena, S(LIST), NULL);
	bool good = true;

	if (root == NULL)
		return false;
	mutants->items = ARENA_ARRAY(arena, struct mutant, root->count);
	for (size_t i = 0; i < root->count; i++)
		good = read_mutant(arena, &root->entries[i], &mutants->items[mutants->count++]) &&
		       good;
	return good;
}

static size_t find(struct str text, size_t from, struct str what)
{
	const char *at = memmem(text.at + from, text.len - from, what.at, what.len);

	return at == NULL ? text.len : (size_t)(at - text.at);
}

// Makes the change, in memory. False, with the reason, if its text is not there, or,
// unless something says after what, there more than once.
static bool mutate(struct arena *arena, struct mutant *mutant, const char **why)
{
	struct str original = mutant->original;
	size_t start = mutant->after.len == 0 ? 0 : find(original, 0, mutant->after);
	size_t at = start == original.len ? start : find(original, start, mutant->old);
	size_t end = at + mutant->old.len;
	struct text text = {.arena = arena};

	*why = start == original.len ? "the text of its \"after\" no longer occurs"
				     : "the text of its \"old\" no longer occurs";
	if (mutant->old.len == 0 || at == original.len)
		return false;
	*why = "the text of its \"old\" occurs more than once: add an \"after\"";
	if (mutant->after.len == 0 && find(original, end, mutant->old) != original.len)
		return false;
	text_add(&text, str_slice(original, 0, at));
	text_add(&text, mutant->new);
	text_add(&text, str_slice(original, end, original.len));
	mutant->changed = text_str(&text);
	return true;
}

static struct program_result run_shell(struct arena *arena, const char *script)
{
	const char *const argv[] = {"sh", "-ec", script, NULL};

	return program_run(arena, argv, SET_UP_SECONDS);
}

// Brings the copy up to date. What an interrupted run may have left changed is written
// anew, so that it is newer than what was made of it.
static bool set_up(const struct mutants *mutants)
{
	struct program_result result =
		run_shell(mutants->arena, "mkdir -p " COPY "\n"
					  "for old in " COPY "/*; do\n"
					  "	[ $old = " COPY "/out ] || rm -rf $old\n"
					  "done\n"
					  "for new in *; do\n"
					  "	[ $new = out ] || cp -a $new " COPY "\n"
					  "done\n"
					  "cd " COPY "\n"
					  "[ -f out/host/build.ninja ] || meson setup out/host .\n"
					  "ninja -C out/host host\n");

	if (result.status != 0) {
		tally_failed(mutants->tally, S("mutants: the copy of the repository"),
			     result.output);
		return false;
	}
	for (size_t i = 0; i < mutants->count; i++) {
		struct str path = path_join(mutants->arena, S(COPY), mutants->items[i].file);
		struct str content;

		if (file_read(mutants->arena, path.at, &content))
			file_write(path.at, content);
	}
	return true;
}

static struct program_result run_tests(const struct mutants *mutants, const char *parts,
				       unsigned seconds)
{
	// Paths are those of the copy, wherever this was called. The host program is built
	// anew, since it may be what was changed.
	const char *const argv[] = {
		"env",
		"-u",
		"BH_CALLED_FROM",
		"-C",
		COPY,
		"sh",
		"-c",
		"ulimit -t " CPU_SECONDS "\n"
		"if ninja -C out/host host >out/mutants.log 2>&1; then\n"
		"	exec out/host/bh test $1 --stop --board \"$0\" --seed 1 --calls 20000\n"
		"fi\n"
		"echo 'FAILED the host program builds'; cat out/mutants.log; exit 1",
		mutants->board,
		parts,
		NULL,
	};

	return program_run(mutants->arena, argv, seconds);
}

// The first test that failed, by its name as it was reported; empty if none did.
static struct str first_failure(struct str output)
{
	struct str line;

	while (str_next(&output, '\n', &line)) {
		size_t end;

		if (!str_starts(line, "FAILED "))
			continue;
		line = str_slice(line, strlen("FAILED "), line.len);
		end = find(line, 0, S(": test/"));
		if (end == line.len &&
		    (str_starts(line, "suite on ") || str_starts(line, "supervise on ") ||
		     str_starts(line, "model: "))) {
			end = find(line, 0, S(": "));
			end = find(line, end < line.len ? end + 1 : end, S(": "));
		} else if (end == line.len) {
			end = find(line, 0, S(": "));
		}
		return str_slice(line, 0, end);
	}
	return (struct str){"", 0};
}

// Adds what a finder has to say of a mutant. False, after reporting it, if the mutant
// cannot be judged.
static bool judge(const struct mutants *mutants, const struct mutant *mutant, struct finder *finder,
		  const struct program_result *result, struct text *caught_by, bool *caught)
{
	struct str test = first_failure(result->output);
	struct str name = str_format(mutants->arena, "mutant %.*s", STR_ARG(mutant->name));
	const char *found = result->too_slow ? "the clock" : str_c(mutants->arena, test);

	if (!result->too_slow && (str_starts(test, "building the ") || str_ends(test, " builds"))) {
		tally_failed(mutants->tally,
			     str_format(mutants->arena, "%s does not build", name.at),
			     result->output);
		return false;
	}
	if (!result->too_slow && test.len == 0 && result->status != 0) {
		tally_failed(mutants->tally, name, result->output);
		return false;
	}
	finder->tried++;
	text_adds(caught_by, caught_by->len > 0 ? "; " : "");
	if (mutants->finder_count > 1 && !str_starts(test, finder->parts))
		text_addf(caught_by, "%s: %s", finder->parts, found[0] != '\0' ? found : "nothing");
	else
		text_adds(caught_by, found);
	finder->caught += found[0] != '\0';
	*caught = *caught || found[0] != '\0';
	return true;
}

// The explorer sees nothing but the kernel.
static bool sees(const struct finder *finder, const struct mutant *mutant)
{
	return strcmp(finder->parts, "model") != 0 || str_starts(mutant->file, "kern/");
}

static void try(struct mutants *mutants, const struct mutant *mutant)
{
	struct str path = path_join(mutants->arena, S(COPY), mutant->file);
	struct text caught_by = {.arena = mutants->arena};
	bool judged = false;
	bool caught = false;
	bool good = true;

	file_write(path.at, mutant->changed);
	for (size_t i = 0; i < mutants->finder_count && good; i++) {
		struct finder *finder = &mutants->finders[i];

		if (!sees(finder, mutant))
			continue;
		struct program_result result = run_tests(mutants, finder->parts, SECONDS);
		judged = true;
		good = judge(mutants, mutant, finder, &result, &caught_by, &caught);
	}
	file_write(path.at, mutant->original);
	if (!judged || !good)
		return;
	if (caught)
		tally_ok(mutants->tally,
			 str_format(mutants->arena, "mutant %.*s caught by %.*s",
				    STR_ARG(mutant->name), STR_ARG(text_str(&caught_by))));
	else
		tally_failed(
			mutants->tally,
			str_format(mutants->arena, "mutant %.*s survived", STR_ARG(mutant->name)),
			str_format(mutants->arena, "%.*s: %.*s", STR_ARG(mutant->file),
				   STR_ARG(mutant->breaks)));
}

// Prepares the change. Reports it, and leaves `changed` empty, if that is not possible.
static void prepare(const struct mutants *mutants, struct mutant *mutant)
{
	struct arena *arena = mutants->arena;
	const char *path = str_c(arena, mutant->file);
	const char *why = "there is no such file";

	if (file_read(arena, path, &mutant->original) && mutate(arena, mutant, &why))
		return;
	tally_failed(mutants->tally, str_format(arena, "mutant %.*s", STR_ARG(mutant->name)),
		     str_format(arena, "%s: %.*s, " LIST ":%u", why, STR_ARG(mutant->file),
				(unsigned)mutant->place.line));
}

// By its name, or by the folder of the file that it changes.
static bool is_meant(const struct mutant *mutant, const char *only)
{
	return str_is(mutant->name, only) ||
	       (str_ends(str_from(only), "/") && str_starts(mutant->file, only));
}

// Prepares those that are wanted, NULL for all; how many can be tried.
static size_t prepare_all(const struct mutants *mutants, const char *only_mutant)
{
	size_t count = 0;
	bool found = false;

	for (size_t i = 0; i < mutants->count; i++) {
		struct mutant *mutant = &mutants->items[i];

		if (only_mutant != NULL && !is_meant(mutant, only_mutant))
			continue;
		found = true;
		prepare(mutants, mutant);
		count += mutant->changed.len > 0;
	}
	if (!found)
		tally_failed(mutants->tally, S("mutants"),
			     S("there is none of that name in " LIST));
	return count;
}

// Whether all is well without a mutant.
static bool is_sane(const struct mutants *mutants)
{
	for (size_t i = 0; i < mutants->finder_count; i++) {
		const char *parts = mutants->finders[i].parts;
		struct program_result result = run_tests(mutants, parts, FIRST_SECONDS);
		size_t failure = find(result.output, 0, S("FAILED "));
		struct str why = str_slice(result.output, failure, result.output.len);

		tally_check(mutants->tally,
			    str_format(mutants->arena, "mutants: without one, nothing fails in %s",
				       parts),
			    result.status == 0, why.len > 0 ? why : result.output);
		if (result.status != 0)
			return false;
	}
	return true;
}

// The parts that --with lists, or the usual ones all together. False if they are too many.
static bool choose_finders(struct mutants *mutants, const char *with)
{
	struct str rest = str_from(with != NULL ? with : "unit suite supervise soak");
	struct str part;

	while (str_next(&rest, ',', &part)) {
		if (mutants->finder_count == FINDERS_MAX || part.len == 0)
			return false;
		mutants->finders[mutants->finder_count++] =
			(struct finder){.parts = str_c(mutants->arena, part)};
	}
	return true;
}

void test_mutants_list(struct arena *arena, struct tally *tally)
{
	struct mutants mutants = {.arena = arena, .tally = tally};

	if (!read_list(&mutants))
		tally_failed(tally, S("mutants: their list"), S("it has mistakes"));
	else if (prepare_all(&mutants, NULL) == mutants.count)
		tally_ok(tally, S("mutants: each of them can be made"));
}

void test_mutants(struct arena *arena, struct tally *tally, const char *board,
		  const char *only_mutant, const char *with)
{
	struct mutants mutants = {
		.arena = arena,
		.tally = tally,
		.board = board != NULL ? board : test_boards[0],
	};

	if (!read_list(&mutants)) {
		tally_failed(tally, S("mutants: their list"), S("it has mistakes"));
		return;
	}
	if (!choose_finders(&mutants, with)) {
		tally_failed(tally, S("mutants"), S("--with takes parts and commas: unit,model"));
		return;
	}
	if (prepare_all(&mutants, only_mutant) == 0 || !set_up(&mutants) || !is_sane(&mutants))
		return;
	for (size_t i = 0; i < mutants.count && !tally_is_over(tally); i++)
		if (mutants.items[i].changed.len > 0)
			try(&mutants, &mutants.items[i]);
	for (size_t i = 0; with != NULL && i < mutants.finder_count; i++)
		printf("%s: caught %zu of %zu\n", mutants.finders[i].parts,
		       mutants.finders[i].caught, mutants.finders[i].tried);
}
