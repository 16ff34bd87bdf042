// The files that belong together.
#include "tool/idl/gen.h"

const char *gen_encoding_name(enum idl_encoding encoding)
{
	switch (encoding) {
	case IDL_ZEROCOPY:
		return "zerocopy";
	case IDL_SSMARSHAL:
		return "ssmarshal";
	case IDL_HUBPACK:
		return "hubpack";
	}
	return "";
}

void gen_add_file(struct arena *arena, struct gen_files *files, const struct idl_file *of,
		  const char *ending, struct str text)
{
	struct gen_file *file = ARENA_PUSH(arena, files->files, files->count, files->room);

	file->name = str_format(arena, "%.*s_%s", STR_ARG(of->stem), ending);
	file->text = text;
}

void gen_shared(struct arena *arena, const struct idl_interface *interface, struct gen_files *files)
{
	for (size_t i = 0; i < interface->file_count; i++)
		gen_add_file(arena, files, interface->files[i], "types.h",
			     gen_types(arena, interface, interface->files[i]));
	gen_add_file(arena, files, interface->files[0], "codec.h", gen_codec(arena, interface));
}
