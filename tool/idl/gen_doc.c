// uart.md: an interface as a page, for those who call it and those who serve it.
#include "tool/idl/gen.h"

#include <inttypes.h>

struct page {
	const struct idl_interface *interface;
	struct text text;
};

static void add_paragraph(struct page *page, struct str doc)
{
	doc = str_trim(doc);
	if (doc.len > 0)
		text_addf(&page->text, "%.*s\n\n", STR_ARG(doc));
}

// Text in a table's cell: in one line, and no cell's end.
static void add_cell(struct page *page, struct str text)
{
	text = str_trim(text);
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\n')
			text_adds(&page->text, " ");
		else if (text.at[i] == '|')
			text_adds(&page->text, "\\|");
		else
			text_add(&page->text, str_slice(text, i, i + 1));
	}
	text_adds(&page->text, " |\n");
}

static struct str size_text(struct arena *arena, struct idl_size size)
{
	if (size.least == size.most)
		return str_format(arena, "%" PRIu32, size.most);
	return str_format(arena, "%" PRIu32 " to %" PRIu32, size.least, size.most);
}

static void add_summary(struct page *page)
{
	const struct idl_interface *interface = page->interface;

	text_adds(&page->text,
		  "| number | operation | message, bytes | leases | reply, bytes | again |\n"
		  "|---|---|---|---|---|---|\n");
	for (size_t i = 0; i < interface->operation_count; i++) {
		const struct idl_operation *operation = &interface->operations[i];
		struct arena *arena = page->text.arena;

		text_addf(&page->text, "| %" PRIu32 " | `%.*s` | %.*s | %zu | %.*s | %s |\n",
			  operation->number, STR_ARG(operation->name),
			  STR_ARG(size_text(arena, operation->message)), operation->lease_count,
			  STR_ARG(size_text(arena, operation->reply.ok.size)),
			  operation->idempotent ? "yes" : "no");
	}
	text_adds(&page->text, "\n\"Again\": the client repeats the call if the server restarts "
			       "meanwhile.\n\n");
}

static void add_arguments(struct page *page, const struct idl_operation *operation)
{
	if (operation->argument_count == 0)
		return;
	text_adds(&page->text, "| argument | type | |\n|---|---|---|\n");
	for (size_t i = 0; i < operation->argument_count; i++) {
		const struct idl_argument *argument = &operation->arguments[i];

		text_addf(&page->text, "| `%.*s` | `%.*s` | ", STR_ARG(argument->name),
			  STR_ARG(argument->value.type->name));
		add_cell(page, argument->doc);
	}
	text_adds(&page->text, "\n");
}

static void add_leases(struct page *page, const struct idl_operation *operation)
{
	if (operation->lease_count == 0)
		return;
	text_adds(&page->text, "| lease | type | the server may | |\n|---|---|---|---|\n");
	for (size_t i = 0; i < operation->lease_count; i++) {
		const struct idl_lease *lease = &operation->leases[i];
		const char *access = lease->write ? "write" : "read";

		text_addf(&page->text, "| `%.*s` | `%s%.*s%s`", STR_ARG(lease->name),
			  lease->slice ? "[" : "", STR_ARG(lease->type->name),
			  lease->slice ? "]" : "");
		if (lease->max_len != 0)
			text_addf(&page->text, ", at most %" PRIu32, lease->max_len);
		text_addf(&page->text, " | %s | ",
			  lease->read && lease->write ? "read and write" : access);
		add_cell(page, lease->doc);
	}
	text_adds(&page->text, "\n");
}

static void add_reply(struct page *page, const struct idl_operation *operation)
{
	const struct idl_reply *reply = &operation->reply;

	text_addf(&page->text, "Reply: `%.*s`", STR_ARG(reply->ok.type->name));
	switch (reply->failure) {
	case IDL_SIMPLE:
		text_adds(&page->text, "; it cannot fail.");
		break;
	case IDL_CLIKE:
		text_addf(&page->text, ", or an error of `%.*s` as the code.",
			  STR_ARG(reply->error->name));
		break;
	case IDL_COMPLEX:
		text_addf(&page->text, ", or code 1 and a `%.*s` in hubpack.",
			  STR_ARG(reply->error->name));
		break;
	case IDL_SERVER_DEATH:
		text_adds(&page->text, "; it fails only if the server restarts meanwhile.");
		break;
	}
	text_addf(&page->text, " Encoding: %s.\n\n", gen_encoding_name(operation->encoding));
}

static void add_operation(struct page *page, const struct idl_operation *operation)
{
	text_addf(&page->text, "### %.*s\n\n", STR_ARG(operation->name));
	add_paragraph(page, operation->doc);
	add_arguments(page, operation);
	add_leases(page, operation);
	add_reply(page, operation);
}

static void add_fields(struct page *page, const struct idl_type *type)
{
	text_adds(&page->text, "| field | type | |\n|---|---|---|\n");
	for (size_t i = 0; i < type->field_count; i++) {
		text_addf(&page->text, "| `%.*s` | `%.*s` | ", STR_ARG(type->fields[i].name),
			  STR_ARG(type->fields[i].type->name));
		add_cell(page, type->fields[i].doc);
	}
	text_adds(&page->text, "\n");
}

static void add_variant_fields(struct page *page, const struct idl_variant *variant)
{
	for (size_t i = 0; i < variant->field_count; i++) {
		const struct idl_field *field = &variant->fields[i];

		text_adds(&page->text, i == 0 ? "" : ", ");
		if (variant->positional)
			text_addf(&page->text, "`%.*s`", STR_ARG(field->type->name));
		else
			text_addf(&page->text, "`%.*s: %.*s`", STR_ARG(field->name),
				  STR_ARG(field->type->name));
	}
}

static void add_variants(struct page *page, const struct idl_type *type)
{
	bool is_signed = type->integer != NULL && type->integer->is_signed;

	text_adds(&page->text, type->has_fields ? "| | value | fields | |\n|---|---|---|---|\n"
						: "| | value | |\n|---|---|---|\n");
	for (size_t i = 0; i < type->variant_count; i++) {
		const struct idl_variant *variant = &type->variants[i];

		text_addf(&page->text, "| `%.*s` | ", STR_ARG(variant->name));
		if (is_signed)
			text_addf(&page->text, "%" PRId64 " | ", (int64_t)variant->value);
		else
			text_addf(&page->text, "%" PRIu64 " | ", variant->value);
		if (type->has_fields) {
			add_variant_fields(page, variant);
			text_adds(&page->text, " | ");
		}
		add_cell(page, variant->doc);
	}
	text_adds(&page->text, "\n");
}

// As a sentence begins.
static const char *kind_name(const struct idl_type *type)
{
	switch (type->kind) {
	case IDL_STRUCT:
		return "A struct";
	case IDL_ENUM:
		return "An enum";
	case IDL_UNION:
		return "A union";
	case IDL_NEWTYPE:
		return "A newtype";
	case IDL_BITS:
		return "Bit flags";
	case IDL_ERROR:
		return "An error";
	case IDL_UNIT:
	case IDL_BOOL:
	case IDL_INTEGER:
	case IDL_FLOAT:
	case IDL_CHAR:
	case IDL_ARRAY:
	case IDL_TUPLE:
	case IDL_OPTION:
	case IDL_RESULT:
	case IDL_UNKNOWN:
		break;
	}
	return "";
}

static void add_type(struct page *page, const struct idl_type *type)
{
	text_addf(&page->text, "### %.*s\n\n", STR_ARG(type->name));
	text_adds(&page->text, kind_name(type));
	if (type->kind == IDL_NEWTYPE)
		text_addf(&page->text, " of `%.*s`", STR_ARG(type->element->name));
	text_addf(&page->text, "; in C `%s %.*s`.\n\n",
		  type->kind == IDL_ENUM || (type->kind == IDL_ERROR && !type->has_fields)
			  ? "enum"
			  : "struct",
		  STR_ARG(type->c_name));
	add_paragraph(page, type->doc);
	if (type->field_count > 0)
		add_fields(page, type);
	if (type->variant_count > 0)
		add_variants(page, type);
}

static void add_constants(struct page *page, const struct idl_file *file)
{
	if (file->constant_count == 0)
		return;
	text_adds(&page->text, "## Constants\n\n| | value | in C | |\n|---|---|---|---|\n");
	for (size_t i = 0; i < file->constant_count; i++) {
		const struct idl_constant *constant = &file->constants[i];

		text_addf(&page->text, "| `%.*s` | %" PRIu64 " | `%.*s` | ",
			  STR_ARG(constant->name), constant->value, STR_ARG(constant->c_name));
		add_cell(page, constant->doc);
	}
	text_adds(&page->text, "\n");
}

struct str gen_doc(struct arena *arena, const struct idl_interface *interface)
{
	struct page page = {.interface = interface, .text.arena = arena};
	const struct idl_file *file = interface->files[0];
	bool any = false;

	text_addf(&page.text, "# %.*s\n\n", STR_ARG(interface->name));
	add_paragraph(&page, interface->doc);
	text_addf(&page.text, "Made from `%.*s`.\n\n## Operations\n\n", STR_ARG(file->source.path));
	add_summary(&page);
	for (size_t i = 0; i < interface->operation_count; i++)
		add_operation(&page, &interface->operations[i]);
	add_constants(&page, file);
	for (size_t i = 0; i < interface->type_count; i++) {
		if (interface->types[i]->file == NULL)
			continue;
		text_adds(&page.text, any ? "" : "## Types\n\n");
		any = true;
		add_type(&page, interface->types[i]);
	}
	page.text.len -= 1;
	return text_str(&page.text);
}
