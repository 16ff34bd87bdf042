// The interfaces of the tasks of an image (servers.h). A server's interface is in the
// section .idolatry, in one text that needs no other file.
#include "tool/debug/servers.h"

#include "tool/idl/load.h"

struct servers servers_read(struct arena *arena, const struct program *program)
{
	struct servers servers = {.count = 0};

	for (size_t i = 0; i < program->task_count; i++) {
		const struct module *module = &program->tasks[i].module;
		struct source *source = ARENA_NEW(arena, struct source);
		const struct idl_interface *interface;
		struct elf_section section;

		if (!elf_find_section(module->elf, ".idolatry", &section) || section.bytes == NULL)
			continue;
		source->path = str_format(arena, "the interface of %.*s", STR_ARG(module->name));
		source->text = (struct str){(const char *)section.bytes, section.size};
		interface = idl_load_text(arena, source, true);
		if (interface != NULL && interface->operation_count > 0)
			*ARENA_PUSH(arena, servers.items, servers.count, servers.room) =
				(struct server){i, interface};
	}
	return servers;
}
