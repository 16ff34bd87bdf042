// Who may include whom (layers.h).
#include "tool/check/layers.h"

#include <dirent.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/file.h"
#include "tool/base/str.h"

#define ALLOWED_MAX 14

// A folder and what the files in it may include, besides their own folder. The first
// rule that fits a file holds. In patterns * stands for anything.
static const struct rule {
	const char *folder; // "task/*": each folder in task by itself
	bool has_no_if;
	const char *allowed[ALLOWED_MAX];
} rules[] = {
	{.folder = "abi", .has_no_if = true},
	{.folder = "lib", .has_no_if = true, .allowed = {"abi/*"}},
	{.folder = "kern", .has_no_if = true, .allowed = {"abi/*", "lib/mem.h", "arch_port.h"}},
	// Of the kernel: its data, what it asks of a port, and what a port calls.
	{.folder = "arch/*",
	 .allowed = {"abi/*", "kern/arch.h", "kern/kernel.h", "kern/app.h", "kern/entry.h",
		     "kern/panic.h", "kern/umem.h", "arch_port.h", "desc_offset.h", "fp.inc"}},
	{.folder = "chip/*", .allowed = {"abi/*", "arch/*/clock.h", "kern/app.h"}},
	{.folder = "idl", .has_no_if = true, .allowed = {"abi/*"}},
	{.folder = "ulib", .has_no_if = true, .allowed = {"abi/*", "lib/*", "sys_port.h"}},
	{.folder = "task/*",
	 .has_no_if = true,
	 .allowed = {"abi/*", "lib/*", "ulib/*", "idl/*", "gen/*"}},
	{.folder = "drv/*",
	 .has_no_if = true,
	 .allowed = {"abi/*", "lib/*", "ulib/*", "idl/*", "gen/*", "chip/*/regs.h"}},
	{.folder = "tool/base", .allowed = {"abi/*", "lib/*"}},
	{.folder = "tool/check", .allowed = {"abi/*", "lib/*", "tool/base/*"}},
	{.folder = "tool/idl", .allowed = {"abi/*", "lib/*", "tool/base/*", "tool/command.h"}},
	// Images hold interfaces, and code made from them.
	{.folder = "tool/image",
	 .allowed = {"abi/*", "lib/*", "tool/base/*", "tool/idl/*", "tool/command.h"}},
	{.folder = "tool/target", .allowed = {"abi/*", "lib/*", "tool/base/*"}},
	{.folder = "tool/debug",
	 .allowed = {"abi/*", "lib/*", "tool/base/*", "tool/idl/*", "tool/image/*",
		     "tool/target/*", "tool/command.h"}},
	// Running an image begins with building it.
	{.folder = "tool/run",
	 .allowed = {"abi/*", "lib/*", "tool/base/*", "tool/check/*", "tool/image/*",
		     "tool/target/*", "tool/command.h"}},
	{.folder = "tool", .allowed = {"abi/*", "lib/*"}},
};

struct walk {
	struct arena *arena;
	struct str root;
	layers_found *found;
	void *context;
	size_t count;
};

// How many parts a folder has: "task/*" has two.
static size_t depth(const char *folder)
{
	size_t parts = 1;

	for (; *folder != '\0'; folder++)
		parts += *folder == '/';
	return parts;
}

// The first `parts` parts of a path, with the slash: "task/ping/" of "task/ping/main.c".
static struct str first_parts(struct str path, size_t parts)
{
	size_t at = 0;

	for (size_t i = 0; i < path.len && parts > 0; i++) {
		if (path.at[i] != '/')
			continue;
		parts--;
		at = i + 1;
	}
	return str_slice(path, 0, at);
}

static const struct rule *rule_for(struct arena *arena, struct str file)
{
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		const char *pattern = str_format(arena, "%s/*", rules[i].folder).at;

		if (fnmatch(pattern, file.at, 0) == 0)
			return &rules[i];
	}
	return NULL;
}

static bool may_include(struct arena *arena, const struct rule *rule, struct str file,
			struct str header)
{
	struct str own = first_parts(file, depth(rule->folder));
	const char *name = str_c(arena, header);

	if (str_starts(header, str_c(arena, own)))
		return true;
	for (size_t i = 0; i < ALLOWED_MAX && rule->allowed[i] != NULL; i++)
		if (fnmatch(rule->allowed[i], name, 0) == 0)
			return true;
	return false;
}

// The word after a '#', or an empty one if the line is no directive. `rest` is what
// follows it.
static struct str directive(struct str line, struct str *rest)
{
	size_t end = 0;

	line = str_trim(line);
	if (!str_starts(line, "#"))
		return S("");
	line = str_trim(str_slice(line, 1, line.len));
	while (end < line.len && line.at[end] >= 'a' && line.at[end] <= 'z')
		end++;
	*rest = str_trim(str_slice(line, end, line.len));
	return str_slice(line, 0, end);
}

static void report(struct walk *walk, struct str file, unsigned line, struct str what)
{
	walk->count++;
	walk->found(walk->context, file.at, line, what.at);
}

static void check_line(struct walk *walk, const struct rule *rule, struct str file, unsigned number,
		       struct str line)
{
	struct str rest = {"", 0};
	struct str word = directive(line, &rest);
	struct str header;

	if (rule->has_no_if && (str_starts(word, "if") || str_starts(word, "elif")))
		report(walk, file, number,
		       str_format(walk->arena, "#%.*s has no place in %s: choose files, not lines",
				  STR_ARG(word), rule->folder));
	if (!str_is(word, "include") || !str_starts(rest, "\""))
		return;
	header = str_slice(rest, 1, rest.len);
	header = str_slice(header, 0, str_find(header, '"'));
	if (!may_include(walk->arena, rule, file, header))
		report(walk, file, number,
		       str_format(walk->arena, "%s may not include %.*s", rule->folder,
				  STR_ARG(header)));
}

static void check_file(struct walk *walk, struct str file)
{
	const struct rule *rule = rule_for(walk->arena, file);
	struct str path = path_join(walk->arena, walk->root, file);
	struct str text;
	struct str line;

	if (rule == NULL || !file_read(walk->arena, path.at, &text))
		return;
	for (unsigned number = 1; str_next(&text, '\n', &line); number++)
		check_line(walk, rule, file, number, line);
}

static bool is_source(struct str name)
{
	static const char *const endings[] = {".c", ".h", ".S", ".cc", ".inc"};

	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
		if (str_ends(name, endings[i]))
			return true;
	return false;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

// A folder by its path relative to the root; names in order, so findings are too.
static void check_folder(struct walk *walk, struct str folder)
{
	struct str path = path_join(walk->arena, walk->root, folder);
	struct dirent **entries;
	int count = scandir(path.at, &entries, NULL, by_name);

	for (int i = 0; i < count; i++) {
		struct str name = str_from(entries[i]->d_name);
		struct str inner = path_join(walk->arena, folder, str_copy(walk->arena, name));

		if (str_starts(name, "."))
			continue;
		if (folder_exists(path_join(walk->arena, walk->root, inner).at))
			check_folder(walk, inner);
		else if (is_source(name))
			check_file(walk, inner);
	}
}

size_t layers_check(struct arena *arena, const char *root, layers_found *found, void *context)
{
	static const char *const tops[] = {"abi",  "arch", "chip", "drv",  "idl",
					   "kern", "lib",  "task", "tool", "ulib"};
	struct walk walk = {
		.arena = arena,
		.root = str_from(root),
		.found = found,
		.context = context,
	};

	for (size_t i = 0; i < sizeof tops / sizeof tops[0]; i++)
		check_folder(&walk, str_from(tops[i]));
	return walk.count;
}
