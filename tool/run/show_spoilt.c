// Dumps that were cut short or damaged, and archives that lack something: what is left is
// shown, and what is missing is said.
#include <elf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tool/base/file.h"
#include "tool/base/zip.h"
#include "tool/run/show.h"

// Has a command look at what is left of a dump, and at the image's archive beside it.
static struct program_result run_spoilt(const struct show *show, struct str command,
					struct str bytes, bool with_archive)
{
	struct str path = str_format(show->arena, "%s.spoilt", show->dump);
	const char *const where[] = {"--dump", path.at, NULL};
	const char *const both[] = {"--dump", path.at, "--archive", show->stage.built.archive,
				    NULL};

	file_write(path.at, bytes);
	struct program_result result = show_run(show, command, with_archive ? both : where);
	unlink(path.at);
	return result;
}

// Nothing that a dump may lack makes the program fail in a way of its own.
static bool ends_in_order(const struct program_result *result)
{
	return !result->too_slow && (result->status == 0 || result->status == 1);
}

// Where the parts of a dump end, by its list of contents.
struct part {
	size_t start;
	size_t size;
	bool is_notes;
};

static struct part part_of(struct str dump, size_t i)
{
	Elf32_Ehdr header;
	Elf32_Phdr segment;

	memcpy(&header, dump.at, sizeof header);
	memcpy(&segment, dump.at + header.e_phoff + i * sizeof segment, sizeof segment);
	return (struct part){segment.p_offset, segment.p_filesz, segment.p_type == PT_NOTE};
}

static size_t part_count(struct str dump)
{
	Elf32_Ehdr header;

	memcpy(&header, dump.at, sizeof header);
	return header.e_phnum;
}

// What a dump says that a cut took the archive of: what to do to have it.
static bool asks_for_archive(const struct program_result *result, size_t end)
{
	return ends_in_order(result) && result->status == 1 &&
	       (show_find(result->output, "--archive FILE") != NULL ||
		(end < sizeof(Elf32_Ehdr) && show_find(result->output, "not a dump") != NULL));
}

// What it says with that: everything that it still has.
static bool is_sensible(const struct program_result *result, size_t end)
{
	if (end < sizeof(Elf32_Ehdr))
		return asks_for_archive(result, end);
	return ends_in_order(result) && result->status == 0 &&
	       show_find(result->output, "cut short") != NULL &&
	       show_find(result->output, "keeper") != NULL;
}

static bool cut_at(const struct show *show, struct str whole, size_t end)
{
	struct str cut = str_slice(whole, 0, end);
	struct program_result alone = run_spoilt(show, S("tasks"), cut, false);
	struct program_result with = run_spoilt(show, S("tasks -s -r"), cut, true);
	bool good = asks_for_archive(&alone, end) && is_sensible(&with, end);

	if (!good)
		show_report(show, str_format(show->arena, "a dump cut at byte %zu", end).at, false,
			    asks_for_archive(&alone, end) ? with.output : alone.output);
	return good;
}

// A cut so far before a part's end takes something of it, and not only padding.
#define LAST 4u

// A dump without its archive lacks nothing else.
static void check_no_archive(const struct show *show, struct str whole)
{
	struct part archive = part_of(whole, part_count(whole) - 1);
	struct str cut = str_slice(whole, 0, archive.start);
	struct program_result before = run_spoilt(show, S("tasks -v"), whole, true);
	struct program_result after = run_spoilt(show, S("tasks -v"), cut, true);

	show_report(show, "a dump that lacks its archive has all the rest",
		    archive.is_notes && archive.size > whole.len / 2 && before.status == 0 &&
			    after.status == 0 &&
			    str_equal(str_slice(after.output, 0, before.output.len), before.output),
		    after.output);
}

// Dumps that end before, in and behind each of their parts.
static void check_cut(const struct show *show, struct str whole)
{
	size_t count = part_count(whole);
	bool good = cut_at(show, whole, 0) && cut_at(show, whole, 40) && cut_at(show, whole, 60);

	for (size_t i = 0; i < count && good; i++) {
		struct part part = part_of(whole, i);

		good = cut_at(show, whole, part.start) &&
		       cut_at(show, whole, part.start + part.size / 2) &&
		       cut_at(show, whole, part.start + part.size - LAST);
	}
	if (good)
		show_report(show, "a dump cut anywhere", true, S(""));

	// Before the archive is memory of the task with the highest addresses.
	size_t end = part_of(whole, count - 1).start;
	struct program_result result =
		run_spoilt(show, S("tasks"), str_slice(whole, 0, end - 8), true);
	show_report(show, "a dump that lacks memory says what is missing",
		    result.status == 0 && show_find(result.output, "8 of ") != NULL &&
			    show_find(result.output, "are missing") != NULL &&
			    show_find(result.output, "caller") != NULL,
		    result.output);
}

// Every command on a dump that has no memory, or half of the kernel's.
static void check_commands(const struct show *show, struct str whole)
{
	static const char *const commands[] = {
		"tasks -v",           "tasks -v --json",
		"registers",          "registers keeper",
		"readmem 0x20000000", "readvar scribe:head",
		"readvar --list",     "ringbuf",
		"counters",           "stackmargin",
		"stackmargin --json", "waits",
		"waits --dot",        "diagnose",
		"diagnose --json",    "map",
		"manifest",           "extract --list",
		"dump --list",
	};
	size_t ends[2] = {whole.len, whole.len};
	bool good = true;

	for (size_t i = part_count(whole); i-- > 0;) {
		struct part part = part_of(whole, i);

		if (part.is_notes)
			continue;
		ends[0] = part.start;
		ends[1] = part.start + part.size / 2;
	}
	for (size_t i = 0; i < sizeof commands / sizeof commands[0] && good; i++)
		for (size_t k = 0; k < 2 && good; k++) {
			struct program_result result = run_spoilt(
				show, str_from(commands[i]), str_slice(whole, 0, ends[k]), true);

			good = ends_in_order(&result) &&
			       show_find(result.output, "are missing") != NULL;
			if (!good)
				show_report(show,
					    str_format(show->arena, "%s on a dump cut short",
						       commands[i])
						    .at,
					    false, result.output);
		}
	if (good)
		show_report(show, "every command on a dump cut short", true, S(""));
}

// An archive in which two programs are lost: all else is there, and it is said.
static void check_lost_programs(const struct show *show)
{
	const char *path = str_format(show->arena, "%s.zip", show->dump).at;
	const char *const where[] = {"--dump", show->dump, "--archive", path, NULL};
	struct zip_member *members;
	struct zip_file *zip;
	struct str bytes;
	const char *why;
	size_t count = 0;

	if (!file_read(show->arena, show->stage.built.archive, &bytes) ||
	    (zip = zip_open_bytes(show->arena, bytes, &why)) == NULL) {
		show_report(show, "an archive that lacks programs", false, S("no archive"));
		return;
	}
	members = ARENA_ARRAY(show->arena, struct zip_member, zip->count);
	for (size_t i = 0; i < zip->count; i++) {
		struct zip_member *member = &members[count];

		member->name = zip->names[i];
		if (str_is(zip->names[i], "elf/divider.elf") ||
		    !zip_read(zip, str_c(show->arena, zip->names[i]), &member->content))
			continue;
		if (str_is(zip->names[i], "elf/stray.elf"))
			member->content = str_slice(member->content, 0, member->content.len / 2);
		count++;
	}
	file_write(path, zip_make(show->arena, zip->comment, members, count));
	struct program_result result = show_run(show, S("tasks -s"), where);
	unlink(path);
	show_report(show, "an archive that lacks programs",
		    result.status == 0 &&
			    show_find(result.output, "FAULTED: divide by zero") != NULL &&
			    show_find(result.output, "elf/divider.elf: it is missing") != NULL &&
			    show_find(result.output, "elf/stray.elf: ") != NULL &&
			    show_find(result.output, "keep at test/debug/cast/main.c") != NULL,
		    result.output);
}

// The file with some bytes changed.
static struct str poke(const struct show *show, struct str whole, size_t offset, uint8_t byte,
		       size_t count)
{
	struct str copy = str_copy(show->arena, whole);

	if (offset + count <= copy.len)
		memset((char *)(uintptr_t)copy.at + offset, byte, count);
	return copy;
}

static void check_poked(const struct show *show, struct str whole)
{
	bool good = true;

	for (size_t i = 0; i < 40 && good; i++) {
		size_t offset = i < 24 ? i * 8 : whole.len / 40 * i;
		struct program_result result = run_spoilt(
			show, S("tasks -s -r"), poke(show, whole, offset, 0xff, 8), false);

		good = ends_in_order(&result);
		if (!good)
			show_report(show, "a dump with bytes changed", false, result.output);
	}
	if (good)
		show_report(show, "a dump with bytes changed", true, S(""));
}

void show_spoilt(const struct show *show)
{
	struct str whole;

	if (!file_read(show->arena, show->dump, &whole))
		return;
	check_cut(show, whole);
	check_no_archive(show, whole);
	check_commands(show, whole);
	check_poked(show, whole);
	check_lost_programs(show);
}
