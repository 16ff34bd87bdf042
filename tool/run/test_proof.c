// The proofs of test/proof: Frama-C's WP compares functions of the kernel with their
// contracts, and looks for what C leaves undefined. test/proof/goals.toml says which
// functions, how many goals are proved, and which are open.
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "tool/base/file.h"
#include "tool/base/section.h"
#include "tool/run/program.h"
#include "tool/run/tests.h"

#define LIST "test/proof/goals.toml"
#define FACTS "test/proof/facts.smt2"
#define WITH_PROVERS "WHY3CONFIG=test/proof/why3.conf"
#define DRIVER "out/proof/cvc5.drv" // named by what WITH_PROVERS names
#define CACHE "out/proof/cache"
#define SECONDS 3600 // for a file; the provers have limits of their own
#define GOAL "] Goal typed_"
#define COUNT "[wp] Proved goals:"

// Systems of these many tasks and levels: sets of one level and of two.
static const char *const sizes[] = {"4", "40"};

struct subject {
	struct str file; // path from the root
	uint32_t proved; // goals, at least
	bool bits;       // whether they need what facts.h has of bits
	struct section_strings functions;
	struct section_strings without; // functions of the file or its header that are not proved
	struct section_strings open;    // goals that are not proved
};

struct result {
	uint32_t proved;
	uint32_t goals;
	struct text worse; // goals that should be proved, and are not; one a line
	struct text open;  // those that are known to be open
	uint32_t opens;    // how many these are
};

static bool read_subject(struct arena *arena, const struct toml_entry *entry,
			 struct subject *subject)
{
	unsigned errors = diag_errors();
	struct section section;

	*subject = (struct subject){.file = entry->key};
	if (!section_open(arena, entry, &section))
		return false;
	SECTION_ALLOW(&section, "functions", "without", "proved", "bits", "open");
	section_require(&section, "functions", "functions = [\"sched_pick\"]");
	section_require(&section, "proved", "proved = 10");
	section_number(&section, "proved", 0, UINT32_MAX, &subject->proved, NULL);
	section_flag(&section, "bits", &subject->bits);
	subject->functions = section_strings(&section, "functions");
	subject->without = section_strings(&section, "without");
	subject->open = section_strings(&section, "open");
	return diag_errors() == errors;
}

static bool read_list(struct arena *arena, struct subject **subjects, size_t *count)
{
	const struct toml_node *list = toml_read(arena, S(LIST), NULL);

	if (list == NULL)
		return false;
	*count = list->count;
	*subjects = ARENA_ARRAY(arena, struct subject, list->count);
	for (size_t i = 0; i < list->count; i++)
		if (!read_subject(arena, &list->entries[i], &(*subjects)[i]))
			return false;
	return true;
}

// As an option.
static const char *functions_of(struct arena *arena, const struct subject *subject)
{
	const struct section_strings *names = &subject->functions;
	struct text text = {.arena = arena};

	if (names->count == 0)
		return "-wp";
	for (size_t i = 0; i < names->count; i++)
		text_addf(&text, "%s%.*s", i == 0 ? "-wp-fct=" : ",", STR_ARG(names->items[i]));
	return text_str(&text).at;
}

// Of a file without functions, its lemmas; else all but what the contracts call given.
static const char *goals_of(const struct subject *subject)
{
	return subject->functions.count == 0 ? "-wp-prop=@lemma" : "-wp-prop=-given";
}

static struct program_result run_wp(struct arena *arena, const struct subject *subject,
				    const char *size)
{
	const char *const argv[] = {
		"env",
		WITH_PROVERS,
		"frama-c",
		"-c11",
		"-machdep",
		"gcc_x86_32",
		str_format(arena,
			   "-cpp-extra-args=-iquote test/proof -I. -nostdinc -DKERN_CHECK=0 "
			   "-DKERN_TRACE=16 -DKERN_TASKS=%s -DKERN_LEVELS=%s%s",
			   size, size, subject->bits ? " -DPROOF_BITS" : "")
			.at,
		"-wp",
		"-wp-rte",
		"-wp-split",
		functions_of(arena, subject),
		goals_of(subject),
		"-wp-prover",
		subject->bits ? "cvc5,z3" : "cvc5full,cvc5,cvc5all,z3",
		"-wp-timeout",
		"600",
		"-wp-par",
		"2",
		"-wp-cache",
		"update",
		"-wp-cache-dir",
		CACHE,
		str_c(arena, subject->file),
		NULL,
	};

	return program_run(arena, argv, SECONDS);
}

static bool has_name(const struct section_strings *names, struct str name)
{
	for (size_t i = 0; i < names->count; i++)
		if (str_equal(names->items[i], name))
			return true;
	return false;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

// "static bool smaller(uint32_t a," -> "smaller"
static struct str name_in(struct str signature)
{
	size_t end = str_find(signature, '(');
	size_t from = end;

	while (from > 0 && is_word(signature.at[from - 1]))
		from--;
	return str_slice(signature, from, end);
}

// "kern/ipc.c" -> "kern/ipc"
static struct str without_ending(struct str file)
{
	return str_slice(file, 0, str_find_last(file, '.'));
}

// Whether a function is named by the entry of the file that it is in, be it the source file or
// its header.
static bool is_listed(const struct subject *subjects, size_t count, struct str file,
		      struct str function)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(without_ending(subjects[i].file), without_ending(file)) &&
		    (has_name(&subjects[i].functions, function) ||
		     has_name(&subjects[i].without, function)))
			return true;
	return false;
}

// The functions that a file defines and the list does not name, one a line. A definition
// begins at the margin, and its body with a line "{".
static void find_forgotten(struct arena *arena, const struct subject *subjects, size_t count,
			   struct str file, struct text *forgotten)
{
	struct str signature = {0};
	struct str content;
	struct str line;

	if (!file_exists(str_c(arena, file)) || !file_read(arena, str_c(arena, file), &content))
		return;
	while (str_next(&content, '\n', &line)) {
		if (str_equal(line, S("{")) && signature.len > 0 &&
		    !is_listed(subjects, count, file, name_in(signature)))
			text_addf(forgotten, "\n%.*s: %.*s", STR_ARG(file),
				  STR_ARG(name_in(signature)));
		if (line.len == 0 || strchr("{}/#*", line.at[0]) != NULL)
			signature = (struct str){0};
		else if (is_word(line.at[0]) && signature.len == 0)
			signature = line;
	}
}

// All functions of the files that are listed, and of their headers, are: else nobody
// would prove what their callers are told.
static void check_list(struct arena *arena, struct tally *tally, const struct subject *subjects,
		       size_t count)
{
	struct text forgotten = {.arena = arena};
	struct str stem;

	for (size_t i = 0; i < count; i++) {
		stem = without_ending(subjects[i].file);
		if (!str_starts(stem, "kern/"))
			continue;
		find_forgotten(arena, subjects, count, subjects[i].file, &forgotten);
		if (str_ends(subjects[i].file, ".c"))
			find_forgotten(arena, subjects, count,
				       str_format(arena, "%.*s.h", STR_ARG(stem)), &forgotten);
	}
	tally_check(tally, S("proof: functions that are listed"), forgotten.len == 0,
		    str_format(arena, LIST " has neither as proved nor under `without`:%.*s",
			       STR_ARG(text_str(&forgotten))));
}

// "[wp] [Failed] Goal typed_NAME", and nothing for those that are valid.
static bool is_failure(struct str line, struct str *goal)
{
	const char *at = strstr(line.at, GOAL);

	if (!str_starts(line, "[wp] [") || at == NULL || strstr(at, ": Valid") != NULL)
		return false;
	*goal = str_trim(str_from(at + strlen(GOAL)));
	return true;
}

// "57 / 58", and spaces.
static bool read_count(struct str counts, struct result *result)
{
	struct str proved;
	uint64_t of_these;
	uint64_t goals;

	if (!str_next(&counts, '/', &proved) || !str_number(str_trim(proved), &of_these) ||
	    !str_number(str_trim(counts), &goals))
		return false;
	result->proved = (uint32_t)of_these;
	result->goals = (uint32_t)goals;
	return true;
}

// False if the output does not say how many goals are proved.
static bool read_output(struct arena *arena, const struct subject *subject, struct str output,
			struct result *result)
{
	bool counted = false;
	struct str line;
	struct str goal;

	while (str_next(&output, '\n', &line)) {
		line = str_copy(arena, line);
		if (is_failure(line, &goal)) {
			bool known = has_name(&subject->open, goal);

			result->opens += known;
			text_addf(known ? &result->open : &result->worse, "\n%.*s", STR_ARG(goal));
		}
		if (str_starts(line, COUNT))
			counted = read_count(str_slice(line, strlen(COUNT), line.len), result);
	}
	return counted;
}

static void prove(struct arena *arena, struct tally *tally, const struct subject *subject,
		  const char *size)
{
	struct result result = {.worse = {.arena = arena}, .open = {.arena = arena}};
	struct program_result run = run_wp(arena, subject, size);
	struct str open;
	struct str name;

	name = str_format(arena, "proof %.*s, %s tasks", STR_ARG(subject->file), size);
	if (run.too_slow || !read_output(arena, subject, run.output, &result)) {
		tally_failed(tally, name, run.too_slow ? S("it has not ended") : run.output);
		return;
	}
	name = str_format(arena, "%.*s: %u of %u goals proved", STR_ARG(name), result.proved,
			  result.goals);
	if (result.worse.len > 0)
		tally_failed(tally, name,
			     str_format(arena, "these goals are not proved:%.*s",
					STR_ARG(text_str(&result.worse))));
	else if (result.opens < subject->open.count)
		tally_failed(tally, name, S("a goal is proved that " LIST " has as open"));
	else
		tally_check(tally, name, result.proved >= subject->proved,
			    str_format(arena, LIST " says that %u are", subject->proved));
	open = text_str(&result.open);
	if (open.len > 0)
		printf("  open, as " LIST " has it:%.*s\n", STR_ARG(open));
}

// Tells Why3, which knows older provers only, how to talk to cvc5: as to cvc4, but for the
// logic's name. What that means stands where Why3 is installed.
static bool write_driver(struct arena *arena)
{
	const char *const argv[] = {"why3", "--print-datadir", NULL};
	struct program_result run = program_run(arena, argv, SECONDS);

	if (run.status != 0)
		return false;
	file_write(DRIVER, str_format(arena,
				      "prelude \"(set-logic ALL)\"\n"
				      "import \"%.*s/drivers/cvc4_16.gen\"\n"
				      "theory BuiltIn\n"
				      "  meta \"supports_smt_get_info_unknown_reason\" \"\"\n"
				      "end\n",
				      STR_ARG(str_trim(run.output))));
	return true;
}

// The provers take test/proof/facts.h as given: here it is decided.
static void check_facts(struct arena *arena, struct tally *tally)
{
	const char *const argv[] = {"z3", "-smt2", "-T:300", FACTS, NULL};
	struct program_result run = program_run(arena, argv, SECONDS);
	struct str output = run.output;
	bool holds = !run.too_slow;
	uint32_t answers = 0;
	struct str line;

	while (str_next(&output, '\n', &line)) {
		if (str_equal(line, S("unsat")))
			answers++;
		else if (!str_starts(line, "word_") && !str_starts(line, "byte_"))
			holds = false;
	}
	tally_check(tally, S("proof: facts of words"), holds && answers > 0, run.output);
}

void test_proof(struct arena *arena, struct tally *tally, const char *only)
{
	struct subject *subjects;
	size_t count;
	bool done = false;

	if (!read_list(arena, &subjects, &count)) {
		tally_failed(tally, S("proof: the list of goals"), S(""));
		return;
	}
	check_list(arena, tally, subjects, count);
	folder_make(CACHE);
	if (!write_driver(arena)) {
		tally_failed(tally, S("proof: where Why3 keeps its drivers"), S(""));
		return;
	}
	check_facts(arena, tally);
	for (size_t i = 0; i < count && !tally_is_over(tally); i++) {
		if (only != NULL && !str_equal(subjects[i].file, str_from(only)))
			continue;
		done = true;
		for (size_t size = 0; size < sizeof sizes / sizeof sizes[0]; size++)
			prove(arena, tally, &subjects[i], sizes[size]);
	}
	if (!done && only != NULL)
		tally_failed(tally, str_format(arena, "proof %s", only),
			     S(LIST " has no such file"));
}
