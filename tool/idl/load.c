// Interface files, and the files that they use.
#include "tool/idl/load.h"

#include <errno.h>
#include <string.h>

#include "tool/base/file.h"
#include "tool/idl/loader.h"

static void read_root(struct loader *loader, struct unit *unit, const struct ron *value)
{
	bool is_types = str_is(value->name, "Types") ||
			(value->name.len == 0 && value->kind == RON_STRUCT &&
			 ron_find(value, "ops") == NULL);

	unit->good = fields_open(
		&unit->root, loader->arena, value, is_types ? S("the types") : S("the interface"),
		is_types ? "Types" : "Interface", "Interface(name: \"...\", ops: {...})");
	if (!unit->good)
		return;
	unit->file.has_interface = !is_types;
	if (is_types)
		FIELDS_ALLOW(&unit->root, "doc", "description", "prefix", "use", "constants",
			     "types");
	else
		FIELDS_ALLOW(&unit->root, "name", "doc", "description", "prefix", "use",
			     "constants", "types", "ops");
	unit->file.doc = fields_doc(&unit->root);
}

static struct unit *read_unit(struct loader *loader, struct str path, struct place place);

// A file named by another: beside it, or else in idl/.
static struct str find_used(struct loader *loader, const struct unit *unit, struct str name)
{
	struct str beside = path_join(loader->arena, path_folder(unit->file.source.path), name);
	struct str shared = path_join(loader->arena, S("idl"), name);

	return file_exists(beside.at) || !file_exists(shared.at) ? beside : shared;
}

static void read_uses(struct loader *loader, struct unit *unit)
{
	const struct ron *uses = fields_get(&unit->root, "use");

	if (uses == NULL || !fields_is(uses, S("use"), RON_LIST))
		return;
	unit->uses = ARENA_ARRAY(loader->arena, struct unit *, uses->count);
	unit->file.uses = ARENA_ARRAY(loader->arena, struct idl_file *, uses->count);
	for (size_t i = 0; i < uses->count; i++) {
		const struct ron *name = &uses->items[i];

		if (!fields_is(name, S("use"), RON_STRING))
			continue;
		struct unit *used =
			read_unit(loader, find_used(loader, unit, name->string), name->place);
		if (used == NULL || !used->good)
			continue;
		unit->uses[unit->file.use_count] = used;
		unit->file.uses[unit->file.use_count++] = &used->file;
	}
}

static struct str stem_of(struct str path)
{
	struct str name = path_name(path);

	return str_slice(name, 0, str_find(name, '.'));
}

static bool read_text(struct loader *loader, struct unit *unit, struct place place)
{
	struct source *source = &unit->file.source;

	if (loader->text != NULL && loader->unit_count == 0) {
		*source = *loader->text;
		return true;
	}
	errno = ENOENT;
	if (loader->text == NULL &&
	    file_read(loader->arena, str_c(loader->arena, source->path), &source->text))
		return true;
	diag_error(place, "cannot read %.*s: %s", STR_ARG(source->path), strerror(errno));
	diag_help("the file must be there and readable");
	return false;
}

// A file, read once. NULL, reported, if it cannot be read or uses itself.
static struct unit *read_unit(struct loader *loader, struct str path, struct place place)
{
	struct unit *unit;

	for (size_t i = 0; i < loader->unit_count; i++) {
		unit = loader->units[i];
		if (!str_equal(unit->file.source.path, path))
			continue;
		if (!unit->open)
			return unit;
		diag_error(place, "%.*s uses itself in the end", STR_ARG(path));
		diag_help("move what both need to a third file");
		return NULL;
	}
	unit = ARENA_NEW(loader->arena, struct unit);
	unit->file.source.path = path;
	unit->file.stem = stem_of(path);
	if (!read_text(loader, unit, place))
		return NULL;
	*ARENA_PUSH(loader->arena, loader->units, loader->unit_count, loader->unit_room) = unit;
	const struct ron *value = ron_read(loader->arena, &unit->file.source);
	if (value == NULL)
		return NULL;
	read_root(loader, unit, value);
	if (!unit->good)
		return NULL;
	unit->open = true;
	read_uses(loader, unit);
	unit->open = false;
	define_note(loader, unit);
	return unit;
}

// Types that are defined but perhaps not used must be right all the same.
static void resolve_all(struct loader *loader)
{
	for (size_t u = 0; u < loader->unit_count; u++)
		for (size_t i = 0; i < loader->units[u]->definition_count; i++)
			define_resolve(loader, &loader->units[u]->definitions[i]);
}

static size_t index_of(const struct loader *loader, const struct idl_type *type)
{
	size_t i = 0;

	while (loader->types[i] != type)
		i++;
	return i;
}

static void mark(const struct loader *loader, bool *needed, const struct idl_type *type)
{
	if (type != NULL)
		needed[index_of(loader, type)] = true;
}

static void mark_fields(const struct loader *loader, bool *needed, const struct idl_field *fields,
			size_t count)
{
	for (size_t i = 0; i < count; i++)
		mark(loader, needed, fields[i].type);
}

static void mark_parts(const struct loader *loader, bool *needed, const struct idl_type *type)
{
	mark(loader, needed, type->element);
	mark(loader, needed, type->error);
	mark(loader, needed, type->integer);
	mark_fields(loader, needed, type->fields, type->field_count);
	for (size_t i = 0; i < type->variant_count; i++)
		mark_fields(loader, needed, type->variants[i].fields,
			    type->variants[i].field_count);
}

static void mark_operation(const struct loader *loader, bool *needed,
			   const struct idl_operation *operation)
{
	for (size_t i = 0; i < operation->argument_count; i++) {
		mark(loader, needed, operation->arguments[i].value.type);
		mark(loader, needed, operation->arguments[i].value.wire);
	}
	for (size_t i = 0; i < operation->lease_count; i++)
		mark(loader, needed, operation->leases[i].type);
	mark(loader, needed, operation->reply.ok.type);
	mark(loader, needed, operation->reply.ok.wire);
	mark(loader, needed, operation->reply.error);
}

// The types that the interface needs, in the order in which they were made, which is
// parts before wholes.
static void list_types(struct loader *loader)
{
	struct idl_interface *interface = loader->interface;
	bool *needed = ARENA_ARRAY(loader->arena, bool, loader->type_count);

	for (size_t i = 0; i < interface->operation_count; i++)
		mark_operation(loader, needed, &interface->operations[i]);
	for (size_t i = loader->type_count; i-- > 0;) {
		needed[i] = needed[i] || loader->types[i]->file == interface->files[0];
		if (needed[i])
			mark_parts(loader, needed, loader->types[i]);
	}
	interface->types = ARENA_ARRAY(loader->arena, const struct idl_type *, loader->type_count);
	for (size_t i = 0; i < loader->type_count; i++)
		if (needed[i])
			interface->types[interface->type_count++] = loader->types[i];
}

static void list_files(struct loader *loader)
{
	struct idl_interface *interface = loader->interface;

	interface->files = ARENA_ARRAY(loader->arena, struct idl_file *, loader->unit_count);
	for (size_t u = 0; u < loader->unit_count; u++) {
		struct idl_file *file = &loader->units[u]->file;

		interface->files[interface->file_count++] = file;
		file->types =
			ARENA_ARRAY(loader->arena, const struct idl_type *, loader->type_count);
		for (size_t i = 0; i < loader->type_count; i++)
			if (loader->types[i]->file == file)
				file->types[file->type_count++] = loader->types[i];
	}
}

static void measure_interface(struct idl_interface *interface)
{
	for (size_t i = 0; i < interface->operation_count; i++) {
		const struct idl_operation *operation = &interface->operations[i];
		uint32_t leases = (uint32_t)operation->lease_count;

		if (operation->message.most > interface->message_most)
			interface->message_most = operation->message.most;
		if (operation->reply.most > interface->reply_most)
			interface->reply_most = operation->reply.most;
		if (leases > interface->lease_most)
			interface->lease_most = leases;
	}
}

static void read_interface(struct loader *loader, struct unit *unit)
{
	struct idl_interface *interface = loader->interface;
	const struct ron *name;

	interface->doc = unit->file.doc;
	interface->place = unit->root.value->place;
	if (!unit->file.has_interface)
		return;
	name = fields_require(&unit->root, "name", "name: \"...\"");
	if (name != NULL && fields_is(name, S("name"), RON_STRING) &&
	    names_is_good(name->string, name->place, "an interface"))
		interface->name = name->string;
	operate_read(loader, unit);
}

static struct idl_interface *load(struct loader *loader, struct str path, bool allow_unknown,
				  bool allow_types)
{
	unsigned before = diag_errors();
	struct unit *unit;

	loader->interface = ARENA_NEW(loader->arena, struct idl_interface);
	unit = read_unit(loader, path, nowhere);
	if (unit == NULL)
		return NULL;
	if (!unit->file.has_interface && !allow_types) {
		diag_error(unit->root.value->place, "this file has types, but no interface");
		diag_help("write Interface(name: \"...\", ops: {...}), or use the file in one");
		return NULL;
	}
	resolve_all(loader);
	read_interface(loader, unit);
	if (!allow_unknown)
		types_report_unknown(loader);
	names_give(loader);
	check_interface(loader->interface);
	list_files(loader);
	list_types(loader);
	measure_interface(loader->interface);
	return diag_errors() == before ? loader->interface : NULL;
}

struct idl_interface *idl_load(struct arena *arena, struct str path, bool allow_unknown)
{
	struct loader loader = {.arena = arena};

	return load(&loader, str_copy(arena, path), allow_unknown, false);
}

struct idl_interface *idl_load_types(struct arena *arena, struct str path, bool allow_unknown)
{
	struct loader loader = {.arena = arena};

	return load(&loader, str_copy(arena, path), allow_unknown, true);
}

struct idl_interface *idl_load_text(struct arena *arena, const struct source *source,
				    bool allow_unknown)
{
	struct loader loader = {.arena = arena, .text = source};

	return load(&loader, source->path, allow_unknown, true);
}
