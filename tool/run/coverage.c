// Reports of llvm-cov (coverage.h).
//
// A report is JSON: {"data": [{"files": [{"filename", "branches", "segments"}]}]}. A
// branch is [line, column, end line, end column, times true, times false, ...]. A
// segment is a place from which on code was executed so often: [line, column, count,
// whether the count means anything, whether a region starts here, whether it is a gap].
#define _GNU_SOURCE // memmem

#include "tool/run/coverage.h"

#include <jansson.h>
#include <string.h>

struct segment {
	uint32_t line;
	bool executed;
	bool counts;
	bool starts;
};

static uint32_t number_at(const json_t *array, size_t index)
{
	return (uint32_t)json_integer_value(json_array_get(array, index));
}

static bool positive_at(const json_t *array, size_t index)
{
	return json_number_value(json_array_get(array, index)) > 0;
}

static struct segment segment_at(const json_t *segments, size_t index)
{
	const json_t *segment = json_array_get(segments, index);
	bool gap = json_is_true(json_array_get(segment, 5));

	return (struct segment){
		.line = number_at(segment, 0),
		.executed = positive_at(segment, 2),
		.counts = json_is_true(json_array_get(segment, 3)),
		.starts = json_is_true(json_array_get(segment, 4)) && !gap,
	};
}

static void note_line(struct coverage *coverage, struct coverage_file *file, uint32_t number,
		      bool executed)
{
	for (size_t i = 0; i < file->line_count; i++) {
		if (file->lines[i].number == number) {
			file->lines[i].executed = file->lines[i].executed || executed;
			return;
		}
	}
	*ARENA_PUSH(coverage->arena, file->lines, file->line_count, file->line_room) =
		(struct coverage_line){number, executed};
}

// A line holds code if a region starts in it or goes on from the line before; it was
// executed if any of those was.
static void add_lines(struct coverage *coverage, struct coverage_file *file, const json_t *segments)
{
	struct segment before = {.line = 0};
	size_t count = json_array_size(segments);
	uint32_t line = count > 0 ? segment_at(segments, 0).line : 0;

	for (size_t i = 0; i < count; line++) {
		bool holds = before.counts;
		bool executed = before.counts && before.executed;

		for (; i < count && segment_at(segments, i).line == line; i++) {
			before = segment_at(segments, i);
			if (!before.starts || !before.counts)
				continue;
			holds = true;
			executed = executed || before.executed;
		}
		if (holds)
			note_line(coverage, file, line, executed);
	}
}

static struct coverage_branch *branch_at(struct coverage *coverage, struct coverage_file *file,
					 const json_t *where)
{
	uint32_t line = number_at(where, 0);
	uint32_t column = number_at(where, 1);
	uint32_t end_line = number_at(where, 2);
	uint32_t end_column = number_at(where, 3);
	struct coverage_branch *branch;

	for (size_t i = 0; i < file->branch_count; i++) {
		branch = &file->branches[i];
		if (branch->line == line && branch->column == column &&
		    branch->end_line == end_line && branch->end_column == end_column)
			return branch;
	}
	branch = ARENA_PUSH(coverage->arena, file->branches, file->branch_count, file->branch_room);
	*branch = (struct coverage_branch){line, column, end_line, end_column, false, false};
	return branch;
}

static struct coverage_file *file_at(struct coverage *coverage, struct str path)
{
	struct coverage_file *file;

	for (size_t i = 0; i < coverage->count; i++)
		if (str_equal(coverage->files[i].path, path))
			return &coverage->files[i];
	file = ARENA_PUSH(coverage->arena, coverage->files, coverage->count, coverage->room);
	file->path = str_copy(coverage->arena, path);
	return file;
}

// The part of a path from the folder on; empty if it is not there.
static struct str path_in(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	for (const char *at = strstr(path, folder); at != NULL; at = strstr(at + 1, folder))
		if (at > path && at[-1] == '/' && strchr(at + length, '/') == NULL)
			return str_from(at);
	return (struct str){"", 0};
}

static void add_file(struct coverage *coverage, const json_t *report, const char *folder)
{
	const char *name = json_string_value(json_object_get(report, "filename"));
	const json_t *branches = json_object_get(report, "branches");
	struct coverage_file *file;
	struct str path;

	if (name == NULL)
		return;
	path = path_in(name, folder);
	if (path.len == 0)
		return;
	file = file_at(coverage, path);
	for (size_t i = 0; i < json_array_size(branches); i++) {
		const json_t *where = json_array_get(branches, i);
		struct coverage_branch *branch = branch_at(coverage, file, where);

		branch->was_true = branch->was_true || positive_at(where, 4);
		branch->was_false = branch->was_false || positive_at(where, 5);
	}
	add_lines(coverage, file, json_object_get(report, "segments"));
}

bool coverage_add(struct coverage *coverage, struct str json, const char *folder)
{
	json_t *root = json_loadb(json.at, json.len, 0, NULL);
	const json_t *files =
		json_object_get(json_array_get(json_object_get(root, "data"), 0), "files");

	if (!json_is_array(files)) {
		json_decref(root);
		return false;
	}
	for (size_t i = 0; i < json_array_size(files); i++)
		add_file(coverage, json_array_get(files, i), folder);
	json_decref(root);
	return true;
}

size_t coverage_lines_executed(const struct coverage_file *file)
{
	size_t executed = 0;

	for (size_t i = 0; i < file->line_count; i++)
		executed += file->lines[i].executed;
	return executed;
}

size_t coverage_ways_taken(const struct coverage_file *file)
{
	size_t taken = 0;

	for (size_t i = 0; i < file->branch_count; i++)
		taken += (size_t)file->branches[i].was_true + (size_t)file->branches[i].was_false;
	return taken;
}

size_t coverage_ways(const struct coverage_file *file)
{
	return 2 * file->branch_count;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

struct str coverage_text(struct arena *arena, const struct coverage_branch *branch,
			 struct str source)
{
	struct text text = {.arena = arena};
	uint32_t line = 1;
	uint32_t column = 1;
	bool space = false;

	for (size_t i = 0; i < source.len; i++) {
		bool begun =
			line > branch->line || (line == branch->line && column >= branch->column);
		bool ended = line > branch->end_line ||
			     (line == branch->end_line && column >= branch->end_column);

		if (ended)
			break;
		if (begun && !is_space(source.at[i])) {
			if (space && text.len > 0)
				text_adds(&text, " ");
			text_add(&text, str_slice(source, i, i + 1));
		}
		space = is_space(source.at[i]);
		column++;
		if (source.at[i] == '\n') {
			line++;
			column = 1;
		}
	}
	return text_str(&text);
}
