// tool/base/elf.c on a small file that is put together here by hand.
#include "tool/base/elf.h"

#include <elf.h>
#include <string.h>

#include "abi/layout.h"
#include "test/unit/folder.h"
#include "test/unit/said.h"
#include "test/unit/unit.h"
#include "tool/base/file.h"

static struct arena arena;
static const char *folder; // of the files that are made

#define SECTION_NAMES "\0.text\0.bss\0.symtab\0.names\0.layout"
#define SYMBOL_NAMES "\0start\0twice"
#define TEXT_AT 0x1000u

// Two layout tables, with padding between them, as linked files have them.
struct tables {
	struct layout_entry first;
	uint8_t padding[8];
	struct layout_entry second[2];
};

// One segment of eight bytes, six sections behind the empty one, three symbols.
struct image {
	Elf32_Ehdr header;
	Elf32_Phdr segment;
	Elf32_Shdr sections[7];
	uint8_t text[8];
	struct tables layout;
	Elf32_Sym symbols[4];
	char section_names[sizeof SECTION_NAMES];
	char symbol_names[sizeof SYMBOL_NAMES];
};

static const struct image example = {
	.header =
		{
			.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS32, ELFDATA2LSB, EV_CURRENT},
			.e_type = ET_EXEC,
			.e_machine = EM_ARM,
			.e_version = EV_CURRENT,
			.e_entry = TEXT_AT + 1,
			.e_phoff = offsetof(struct image, segment),
			.e_shoff = offsetof(struct image, sections),
			.e_ehsize = sizeof(Elf32_Ehdr),
			.e_phentsize = sizeof(Elf32_Phdr),
			.e_phnum = 1,
			.e_shentsize = sizeof(Elf32_Shdr),
			.e_shnum = 7,
			.e_shstrndx = 4,
		},
	.segment =
		{
			.p_type = PT_LOAD,
			.p_offset = offsetof(struct image, text),
			.p_vaddr = TEXT_AT,
			.p_paddr = TEXT_AT + 0x100,
			.p_filesz = 8,
			.p_memsz = 12,
			.p_flags = PF_R | PF_X,
		},
	.sections =
		{
			[1] = {.sh_name = 1,
			       .sh_type = SHT_PROGBITS,
			       .sh_flags = SHF_ALLOC | SHF_EXECINSTR,
			       .sh_addr = TEXT_AT,
			       .sh_offset = offsetof(struct image, text),
			       .sh_size = 8,
			       .sh_addralign = 4},
			[2] = {.sh_name = 7,
			       .sh_type = SHT_NOBITS,
			       .sh_flags = SHF_ALLOC | SHF_WRITE,
			       .sh_addr = 0x20000000,
			       .sh_size = 64,
			       .sh_addralign = 8},
			[3] = {.sh_name = 12,
			       .sh_type = SHT_SYMTAB,
			       .sh_offset = offsetof(struct image, symbols),
			       .sh_size = 4 * sizeof(Elf32_Sym),
			       .sh_link = 5,
			       .sh_info = 2,
			       .sh_addralign = 4,
			       .sh_entsize = sizeof(Elf32_Sym)},
			[4] = {.sh_name = 20,
			       .sh_type = SHT_STRTAB,
			       .sh_offset = offsetof(struct image, section_names),
			       .sh_size = sizeof SECTION_NAMES,
			       .sh_addralign = 1},
			[5] = {.sh_name = 20,
			       .sh_type = SHT_STRTAB,
			       .sh_offset = offsetof(struct image, symbol_names),
			       .sh_size = sizeof SYMBOL_NAMES,
			       .sh_addralign = 1},
			[6] = {.sh_name = 27,
			       .sh_type = SHT_PROGBITS,
			       .sh_offset = offsetof(struct image, layout),
			       .sh_size = sizeof(struct tables),
			       .sh_addralign = 4},
		},
	.text = {1, 2, 3, 4, 5, 6, 7, 8},
	.layout =
		{
			.first = {"task", 0, 168},
			.second = {{"task.state", 108, 1}, {"TASKS", 6, 0}},
		},
	.symbols =
		{
			[1] = {.st_name = 7, .st_value = 1, .st_shndx = 1},
			[2] = {.st_name = 1,
			       .st_value = TEXT_AT + 1,
			       .st_size = 8,
			       .st_info = ELF32_ST_INFO(STB_GLOBAL, STT_FUNC),
			       .st_shndx = 1},
			[3] = {.st_name = 7,
			       .st_value = 2,
			       .st_info = ELF32_ST_INFO(STB_GLOBAL, STT_NOTYPE),
			       .st_shndx = SHN_ABS},
		},
	.section_names = SECTION_NAMES,
	.symbol_names = SYMBOL_NAMES,
};

// A new file in the folder, that holds these bytes.
static const char *put(const void *bytes, size_t size)
{
	static unsigned files;
	const char *path = str_format(&arena, "%s/%u.elf", folder, files++).at;

	file_write(path, (struct str){bytes, size});
	return path;
}

static struct elf *open_example(void)
{
	return elf_open(&arena, put(&example, sizeof example));
}

static void sections(void)
{
	struct elf *elf = open_example();
	struct elf_section section;

	CHECK(elf != NULL);
	CHECK(elf_entry(elf) == TEXT_AT + 1);
	CHECK(elf_section_count(elf) == 7);
	CHECK(elf_find_section(elf, ".text", &section));
	CHECK(section.address == TEXT_AT && section.size == 8 && section.align == 4);
	CHECK(section.bytes != NULL && memcmp(section.bytes, example.text, 8) == 0);
	CHECK(elf_find_section(elf, ".bss", &section));
	CHECK(section.address == 0x20000000 && section.size == 64 && section.bytes == NULL);
	CHECK(!elf_find_section(elf, ".data", &section));
}

static void symbols(void)
{
	struct elf *elf = open_example();
	struct elf_symbol symbol;

	CHECK(elf_symbol_count(elf) == 4);
	CHECK(elf_find_symbol(elf, "start", &symbol));
	CHECK(symbol.value == TEXT_AT + 1 && symbol.size == 8 && symbol.type == STT_FUNC);
	CHECK(elf_find_symbol(elf, "twice", &symbol));
	CHECK(symbol.value == 2 && symbol.binding == STB_GLOBAL && symbol.section == SHN_ABS);
	CHECK(!elf_find_symbol(elf, "end", &symbol));
}

static void segments(void)
{
	struct elf *elf = open_example();

	CHECK(elf_segment_count(elf) == 1);
	struct elf_segment segment = elf_segment_at(elf, 0);
	CHECK(segment.type == PT_LOAD && segment.flags == (PF_R | PF_X));
	CHECK(segment.address == TEXT_AT && segment.load == TEXT_AT + 0x100);
	CHECK(segment.file_size == 8 && segment.size == 12);
	CHECK(memcmp(segment.bytes, example.text, 8) == 0);
}

static void layout_tables(void)
{
	struct elf *elf = open_example();
	struct layout_item item;

	CHECK(elf_find_layout(elf, "task", &item) && item.value == 0 && item.size == 168);
	CHECK(elf_find_layout(elf, "task.state", &item) && item.value == 108 && item.size == 1);
	CHECK(elf_find_layout(elf, "TASKS", &item) && item.value == 6 && item.size == 0);
	CHECK(!elf_find_layout(elf, "task.stat", &item));
	CHECK(!elf_find_layout(elf, "", &item));
}

static void reading_at_addresses(void)
{
	struct elf *elf = open_example();
	uint8_t bytes[9];

	CHECK(elf_read_at(elf, TEXT_AT + 2, bytes, 3));
	CHECK(bytes[0] == 3 && bytes[2] == 5);
	CHECK(elf_read_at(elf, TEXT_AT, bytes, 8));
	CHECK(!elf_read_at(elf, TEXT_AT, bytes, 9));
	CHECK(!elf_read_at(elf, TEXT_AT + 7, bytes, 2));
	CHECK(!elf_read_at(elf, TEXT_AT - 1, bytes, 1));
	CHECK(!elf_read_at(elf, 0x20000000, bytes, 1)); // nothing of it is in the file
}

static void patching(void)
{
	struct elf *elf = open_example();
	const char *path = put("", 0);
	struct str saved;

	CHECK(elf_write_at(elf, TEXT_AT + 6, "\xaa\xbb", 2));
	CHECK(!elf_write_at(elf, TEXT_AT + 7, "\xaa\xbb", 2));
	elf_save(elf, path);
	CHECK(file_read(&arena, path, &saved) && saved.len == sizeof example);

	struct image expected = example;
	expected.text[6] = 0xaa;
	expected.text[7] = 0xbb;
	CHECK(memcmp(saved.at, &expected, sizeof expected) == 0);
}

static void refusing(void)
{
	struct image other = example;

	other.header.e_ident[EI_CLASS] = ELFCLASS64;
	said_begin();
	CHECK(elf_open(&arena, "/nonexistent/file") == NULL);
	const char *paths[] = {put("", 0), put("not an ELF file at all", 22),
			       put(&other, sizeof other)};
	for (size_t i = 0; i < 3; i++)
		CHECK(elf_open(&arena, paths[i]) == NULL);
	said_end(&arena);
}

int main(void)
{
	folder = folder_new(&arena);
	unit_run("elf: sections", sections);
	unit_run("elf: symbols", symbols);
	unit_run("elf: segments", segments);
	unit_run("elf: layout tables", layout_tables);
	unit_run("elf: reading at addresses", reading_at_addresses);
	unit_run("elf: patching", patching);
	unit_run("elf: refusing", refusing);
	folder_remove(folder);
	return unit_status();
}
