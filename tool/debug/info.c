// Debugging information of one program (info.h).
#include "tool/debug/info.h"

#include <dwarf.h>
#include <elf.h>
#include <stdlib.h>

#include "tool/base/file.h"

// No attribute of DWARF's, in one byte as DW_AT_sibling is.
#define UNUSED_ATTRIBUTE 0x04u

// Typedefs and qualifiers around a type. More of them are a circle.
#define LAYERS_MAX 32u

// Takes a number in LEB128 from a section; its bytes are [*from, *at) then. False at the end.
static bool take_leb(const struct elf_section *section, size_t *at, size_t *from, uint64_t *number)
{
	*number = 0;
	*from = *at;
	for (unsigned shift = 0; *at < section->size; shift += 7) {
		uint8_t byte = section->bytes[(*at)++];

		if (shift < 64)
			*number |= (uint64_t)(byte & 0x7Fu) << shift;
		if ((byte & 0x80u) == 0)
			return true;
	}
	return false;
}

// The attributes of one abbreviation. False at the end of the section.
static bool hide_siblings_of_one(const struct elf_section *abbreviations, size_t *at)
{
	uint64_t attribute;
	uint64_t form;
	uint64_t value;
	size_t name_at;
	size_t from;

	do {
		if (!take_leb(abbreviations, at, &name_at, &attribute) ||
		    !take_leb(abbreviations, at, &from, &form))
			return false;
		if (attribute == DW_AT_sibling && form != 0 && *at - name_at == 2)
			((uint8_t *)(uintptr_t)abbreviations->bytes)[name_at] = UNUSED_ATTRIBUTE;
		if (form == DW_FORM_implicit_const && !take_leb(abbreviations, at, &from, &value))
			return false;
	} while (attribute != 0 || form != 0);
	return true;
}

// A DIE may say where the one after it is, to spare readers the way through what it
// contains. In a damaged file that leads in circles, here and in libdw: so that nobody
// follows it, these attributes get a name that means nothing.
static void hide_siblings(const struct elf *elf)
{
	struct elf_section abbreviations;
	size_t at = 0;
	size_t from;
	uint64_t code;
	uint64_t tag;

	if (!elf_find_section(elf, ".debug_abbrev", &abbreviations) || abbreviations.bytes == NULL)
		return;
	while (take_leb(&abbreviations, &at, &from, &code)) {
		if (code == 0)
			continue; // the end of a unit's
		if (!take_leb(&abbreviations, &at, &from, &tag) || at == abbreviations.size)
			return;
		at++; // whether it contains others
		if (!hide_siblings_of_one(&abbreviations, &at))
			return;
	}
}

struct debug_info *info_open(struct arena *arena, const struct elf *elf)
{
	struct debug_info *info = ARENA_NEW(arena, struct debug_info);

	hide_siblings(elf);
	info->dwarf = dwarf_begin_elf(elf_handle(elf), DWARF_C_READ, NULL);
	if (info->dwarf != NULL)
		info->cfi = dwarf_getcfi(info->dwarf);
	return info;
}

struct str info_name(Dwarf_Die *die)
{
	return str_from(dwarf_diename(die));
}

static bool is_layer(int tag)
{
	return tag == DW_TAG_typedef || tag == DW_TAG_const_type || tag == DW_TAG_volatile_type ||
	       tag == DW_TAG_restrict_type || tag == DW_TAG_atomic_type;
}

bool info_peel(Dwarf_Die *declared, Dwarf_Die *type)
{
	*type = *declared;
	for (unsigned i = 0; i < LAYERS_MAX; i++) {
		Dwarf_Die inner;

		if (!is_layer(dwarf_tag(type)))
			return true;
		if (!info_declared_type(type, &inner))
			return false;
		*type = inner;
	}
	return false;
}

bool info_declared_type(Dwarf_Die *die, Dwarf_Die *type)
{
	Dwarf_Attribute attribute;

	return dwarf_attr_integrate(die, DW_AT_type, &attribute) != NULL &&
	       dwarf_formref_die(&attribute, type) != NULL;
}

bool info_type(Dwarf_Die *die, Dwarf_Die *type)
{
	Dwarf_Die raw;

	return info_declared_type(die, &raw) && info_peel(&raw, type);
}

uint64_t info_number(Dwarf_Die *die, unsigned attribute, uint64_t otherwise)
{
	Dwarf_Attribute at;
	Dwarf_Word value;

	if (dwarf_attr_integrate(die, attribute, &at) == NULL || dwarf_formudata(&at, &value) != 0)
		return otherwise;
	return value;
}

// A path as people know it: relative to the root.
static struct str tidy(struct arena *arena, const char *path)
{
	return path == NULL ? (struct str){"", 0} : path_join(arena, S(""), str_from(path));
}

// The compilation unit that an address of code is in.
static bool unit_of(const struct debug_info *info, uint32_t pc, Dwarf_Die *unit)
{
	Dwarf_CU *cu = NULL;
	uint8_t kind;

	if (info->dwarf == NULL)
		return false;
	if (dwarf_addrdie(info->dwarf, pc, unit) != NULL)
		return true;
	while (dwarf_get_units(info->dwarf, cu, &cu, NULL, &kind, unit, NULL) == 0)
		if (dwarf_haspc(unit, pc) > 0)
			return true;
	return false;
}

static bool is_function(Dwarf_Die *die)
{
	int tag = dwarf_tag(die);

	return tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine;
}

// Where the code of an inlined function was called from.
static void put_call(struct arena *arena, Dwarf_Die *unit, Dwarf_Die *inlined,
		     struct info_scope *caller)
{
	Dwarf_Files *files;
	size_t count;
	uint64_t file = info_number(inlined, DW_AT_call_file, 0);

	if (dwarf_getsrcfiles(unit, &files, &count) == 0 && file < count)
		caller->file = tidy(arena, dwarf_filesrc(files, file, NULL, NULL));
	caller->line = (unsigned)info_number(inlined, DW_AT_call_line, 0);
	caller->column = (unsigned)info_number(inlined, DW_AT_call_column, 0);
}

static void put_line(struct arena *arena, Dwarf_Die *unit, uint32_t pc, struct info_scope *scope)
{
	Dwarf_Line *line = dwarf_getsrc_die(unit, pc);
	int number = 0;
	int column = 0;

	if (line == NULL || dwarf_lineno(line, &number) != 0)
		return;
	dwarf_linecol(line, &column);
	scope->file = tidy(arena, dwarf_linesrc(line, NULL, NULL));
	scope->line = (unsigned)number;
	scope->column = (unsigned)column;
}

// The scopes that contain `innermost`, itself included, where they stand in the code.
static size_t put_scopes(struct arena *arena, Dwarf_Die *unit, uint32_t pc, Dwarf_Die *innermost,
			 struct info_scope *scopes, size_t max)
{
	Dwarf_Die *chain = NULL;
	int length = dwarf_getscopes_die(innermost, &chain);
	size_t count = 0;

	for (int i = 0; i < length && count < max; i++) {
		if (!is_function(&chain[i]))
			continue;
		scopes[count] = (struct info_scope){
			.function = info_name(&chain[i]),
			.inlined = dwarf_tag(&chain[i]) == DW_TAG_inlined_subroutine,
			.die = chain[i],
		};
		if (count == 0)
			put_line(arena, unit, pc, &scopes[0]);
		else
			put_call(arena, unit, &scopes[count - 1].die, &scopes[count]);
		count++;
	}
	free(chain);
	return count;
}

size_t info_scopes(struct arena *arena, const struct debug_info *info, uint32_t pc,
		   struct info_scope *scopes, size_t max)
{
	Dwarf_Die unit;
	Dwarf_Die *inner = NULL;
	size_t count = 0;

	if (max == 0 || !unit_of(info, pc, &unit))
		return 0;
	if (dwarf_getscopes(&unit, pc, &inner) > 0)
		count = put_scopes(arena, &unit, pc, &inner[0], scopes, max);
	free(inner);
	if (count > 0)
		return count;
	// Assembly: a line, and no function that DWARF knows of.
	scopes[0] = (struct info_scope){.line = 0};
	put_line(arena, &unit, pc, &scopes[0]);
	return scopes[0].file.len > 0 ? 1 : 0;
}

struct listing {
	struct arena *arena;
	struct debug_info *info;
	const struct elf *elf;
};

// Whether a symbol is of a variable of that name, in memory. Those that are static in a
// function have a number behind it.
static bool is_symbol_of(const struct elf *elf, const struct elf_symbol *symbol, struct str name)
{
	struct str rest = str_slice(symbol->name, name.len, symbol->name.len);

	return str_equal(str_slice(symbol->name, 0, name.len), name) &&
	       (rest.len == 0 || rest.at[0] == '.') && symbol->section < elf_section_count(elf) &&
	       (elf_section_at(elf, symbol->section).flags & SHF_ALLOC) != 0;
}

static bool is_there(const struct elf *elf, struct str name, uint32_t address)
{
	for (size_t i = 1; i < elf_symbol_count(elf); i++) {
		struct elf_symbol symbol = elf_symbol_at(elf, i);

		if (symbol.value == address && is_symbol_of(elf, &symbol, name))
			return true;
	}
	return false;
}

// The address of a variable that has a fixed one.
static bool fixed_address(Dwarf_Die *die, uint32_t *address)
{
	Dwarf_Attribute attribute;
	Dwarf_Op *ops;
	size_t count;

	if (dwarf_attr(die, DW_AT_location, &attribute) == NULL ||
	    dwarf_getlocation(&attribute, &ops, &count) != 0 || count != 1 ||
	    ops[0].atom != DW_OP_addr)
		return false;
	*address = (uint32_t)ops[0].number;
	return true;
}

static void add_variable(struct listing *listing, Dwarf_Die *die, struct str function)
{
	struct debug_info *info = listing->info;
	uint32_t address;
	int line = 0;

	if (!fixed_address(die, &address) || !is_there(listing->elf, info_name(die), address))
		return;
	for (size_t i = 0; i < info->variable_count; i++)
		if (info->variables[i].address == address &&
		    str_equal(info->variables[i].name, info_name(die)))
			return;
	dwarf_decl_line(die, &line);
	*ARENA_PUSH(listing->arena, info->variables, info->variable_count, info->variable_room) =
		(struct info_variable){
			.name = info_name(die),
			.function = function,
			.file = tidy(listing->arena, dwarf_decl_file(die)),
			.line = (unsigned)line,
			.die = *die,
			.address = address,
		};
}

// Variables below a DIE. `depth` bounds a recursion over nested blocks of code.
static void list_below(struct listing *listing, Dwarf_Die *parent, struct str function, int depth)
{
	Dwarf_Die die;

	if (depth == 0 || dwarf_child(parent, &die) != 0)
		return;
	do {
		switch (dwarf_tag(&die)) {
		case DW_TAG_variable:
			add_variable(listing, &die, function);
			break;
		case DW_TAG_subprogram:
		case DW_TAG_inlined_subroutine:
			list_below(listing, &die, info_name(&die), depth - 1);
			break;
		case DW_TAG_lexical_block:
		case DW_TAG_namespace:
			list_below(listing, &die, function, depth - 1);
			break;
		default:
			break;
		}
	} while (dwarf_siblingof(&die, &die) == 0);
}

static int by_address(const void *a, const void *b)
{
	const struct info_variable *left = a;
	const struct info_variable *right = b;

	return (left->address > right->address) - (left->address < right->address);
}

void info_list_variables(struct arena *arena, struct debug_info *info, const struct elf *elf)
{
	struct listing listing = {arena, info, elf};
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit;
	uint8_t kind;

	if (info->listed || info->dwarf == NULL)
		return;
	info->listed = true;
	while (dwarf_get_units(info->dwarf, cu, &cu, NULL, &kind, &unit, NULL) == 0)
		list_below(&listing, &unit, S(""), 64);
	if (info->variable_count > 0)
		qsort(info->variables, info->variable_count, sizeof *info->variables, by_address);
}
