// Golden tests of what is said about mistakes in TOML files.
//
// Each folder of test/golden/toml/ is an app with a mistake, and expected.err is
// what the user should read. With the name of a case, prints what is said now.
// Object files that apps name are made here first, in OBJECTS.
#include <elf.h>

#include "test/unit/golden.h"
#include "test/unit/said.h"
#include "tool/base/file.h"
#include "tool/image/model.h"

#define OBJECTS "out/golden"

// What loading the app says.
static struct str make(struct arena *arena, struct str folder, const char **expected)
{
	*expected = "expected.err";
	said_begin();
	image_load(arena, folder.at, NULL);
	return said_end(arena);
}

// An ELF file without any content.
static void make_object(const char *path, uint16_t type, uint16_t machine)
{
	const Elf32_Ehdr header = {
		.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS32, ELFDATA2LSB, EV_CURRENT},
		.e_type = type,
		.e_machine = machine,
		.e_version = EV_CURRENT,
		.e_ehsize = sizeof header,
	};

	file_write(path, (struct str){(const char *)&header, sizeof header});
}

static void make_objects(void)
{
	file_write(OBJECTS "/source.o", S("int main(void);\n"));
	make_object(OBJECTS "/other.o", ET_REL, EM_RISCV);
	make_object(OBJECTS "/linked.o", ET_EXEC, EM_ARM);
	make_object(OBJECTS "/startless.o", ET_REL, EM_ARM);
}

int main(int argc, char **argv)
{
	static const struct golden golden = {"toml", "test/golden/toml", "expected.err", make};

	make_objects();
	return golden_main(argc, argv, &golden, NULL);
}
