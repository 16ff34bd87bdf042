// The linker scripts: nobody writes one by hand.
#include "tool/image/emit.h"

// Sections without memory. Everything else that a script does not name is an
// error of the link (--orphan-handling=error), not a surprise at run time.
static const char *const without_memory[] = {
	".comment",        ".ARM.attributes",    ".debug_abbrev",   ".debug_addr",
	".debug_aranges",  ".debug_frame",       ".debug_info",     ".debug_line",
	".debug_line_str", ".debug_loc",         ".debug_loclists", ".debug_macro",
	".debug_pubnames", ".debug_pubtypes",    ".debug_ranges",   ".debug_rnglists",
	".debug_str",      ".debug_str_offsets", ".debug_types",    ".stack_sizes",
};

static void add_sections_without_memory(struct text *text)
{
	text_adds(text, "\n\t/* The linker always makes it; it stays empty. */\n"
			"\t.rel.iplt : { *(.rel.iplt) } > FLASH :text\n");
	text_adds(text, "\n\t/* For the builder and the debugger: no part of the image. */\n");
	for (size_t i = 0; i < sizeof without_memory / sizeof without_memory[0]; i++)
		text_addf(text, "\t%s 0 : { *(%s) }\n", without_memory[i], without_memory[i]);
	text_adds(text, "\t.layout 0 (INFO) : { KEEP(*(.layout)) }\n"
			"\t.task_slot_table 0 (INFO) : { KEEP(*(.task_slot_table)) }\n"
			"\t.idolatry 0 (INFO) : { KEEP(*(.idolatry)) }\n"
			"\t/DISCARD/ : { *(.ARM.exidx .ARM.exidx.* .ARM.extab .ARM.extab.*)"
			" *(.note.GNU-stack) *(.eh_frame) }\n"
			"}\n");
}

static void add_head(struct text *text, const struct image_model *model, struct str what,
		     const struct layout_part *where, const char *entry)
{
	text_addf(text,
		  "/* Links %.*s of %.*s for %.*s. Generated from %.*s. */\n"
		  "%s"
		  "MEMORY\n"
		  "{\n"
		  "\tFLASH (rx) : ORIGIN = 0x%08x, LENGTH = %u\n"
		  "\tRAM (rw) : ORIGIN = 0x%08x, LENGTH = %u\n"
		  "}\n"
		  "\n"
		  "/* Only what is stored in flash, and not the ELF headers. */\n"
		  "PHDRS\n"
		  "{\n"
		  "\ttext PT_LOAD FLAGS(5);\n"
		  "\tdata PT_LOAD FLAGS(6);\n"
		  "}\n"
		  "\n"
		  "SECTIONS\n"
		  "{\n",
		  STR_ARG(what), STR_ARG(model->name), STR_ARG(model->board.name),
		  STR_ARG(model->app_file), entry, where->flash.base, where->flash.size,
		  where->ram.base, where->ram.size);
}

// The RAM of a program, from its lowest address: the stack first, so that what
// overflows it leaves the program's memory instead of spoiling its variables.
static void add_ram(struct text *text, const char *stack, uint32_t stacksize)
{
	text_addf(text,
		  "\n"
		  "\t.stack (NOLOAD) : {\n"
		  "\t\t__ram_start = .;\n"
		  "\t\t%s_base = .;\n"
		  "\t\t. += %u;\n"
		  "\t\t%s_top = .;\n"
		  "\t} > RAM :NONE\n"
		  "\t.data : {\n"
		  "\t\t. = ALIGN(4);\n"
		  "\t\t__data_start = .;\n"
		  "\t\t*(.data .data.* .igot.plt)\n"
		  "\t\t. = ALIGN(4);\n"
		  "\t\t__data_end = .;\n"
		  "\t} > RAM AT > FLASH :data\n"
		  "\t__data_load = LOADADDR(.data);\n"
		  "\t__flash_end = LOADADDR(.data) + SIZEOF(.data);\n"
		  "\t.bss (NOLOAD) : {\n"
		  "\t\t. = ALIGN(4);\n"
		  "\t\t__bss_start = .;\n"
		  "\t\t*(.bss .bss.* COMMON)\n"
		  "\t\t. = ALIGN(4);\n"
		  "\t\t__bss_end = .;\n"
		  "\t} > RAM :NONE\n"
		  "\t/* Neither loaded nor zeroed: it survives a restart. */\n"
		  "\t.uninit (NOLOAD) : {\n"
		  "\t\t*(.uninit .uninit.*)\n"
		  "\t\t. = ALIGN(4);\n"
		  "\t} > RAM :NONE\n"
		  "\t__ram_end = .;\n",
		  stack, stacksize, stack);
}

struct str emit_script_rel(const struct image_model *model)
{
	struct text text = {.arena = model->arena};

	text_addf(&text,
		  "/* The relocatable link of a task: unused sections go, all others stay as they\n"
		  "   are, and the table of task slots is kept though nothing refers to it. */\n"
		  "ENTRY(_start)\n"
		  "SECTIONS\n"
		  "{\n"
		  "\t.layout 0 : { KEEP(*(.layout)) }\n"
		  "\t.task_slot_table 0 : { KEEP(*(.task_slot_table)) }\n"
		  "\t.idolatry 0 : { KEEP(*(.idolatry)) }\n"
		  "\t/DISCARD/ : { *(.ARM.exidx .ARM.exidx.* .ARM.extab .ARM.extab.*) }\n"
		  "}\n");
	return text_str(&text);
}

// The names by which a task that was built for Hubris knows what its start needs, and
// the memories that it shares.
static void add_names_of_hubris(struct text *text, const struct image_model *model,
				const struct image_task *task)
{
	text_adds(text, "\n\tPROVIDE(__sidata = __data_load);\n"
			"\tPROVIDE(__sdata = __data_start);\n"
			"\tPROVIDE(__edata = __data_end);\n"
			"\tPROVIDE(__sbss = __bss_start);\n"
			"\tPROVIDE(__ebss = __bss_end);\n"
			"\tPROVIDE(_stack_start = _stack_top);\n");
	for (size_t i = 0; i < task->extern_region_count; i++) {
		const struct image_memory *memory = &model->memories[task->extern_regions[i].index];
		struct str name = str_upper_snake(model->arena, memory->kind);

		text_addf(text,
			  "\tPROVIDE(__REGION_%.*s_BASE = 0x%08x);\n"
			  "\tPROVIDE(__REGION_%.*s_END = 0x%08x);\n",
			  STR_ARG(name), memory->address, STR_ARG(name),
			  memory->address + memory->size);
	}
}

struct str emit_script_task(const struct image_model *model, size_t task,
			    const struct layout_part *where)
{
	const struct image_task *of = &model->tasks[task];
	struct text text = {.arena = model->arena};
	struct str what = str_format(model->arena, "task %.*s", STR_ARG(of->name));

	add_head(&text, model, what, where, "ENTRY(_start)\n");
	text_adds(&text, "\t.text : {\n"
			 "\t\t__flash_start = .;\n"
			 "\t\tKEEP(*(.text.start))\n"
			 "\t\t*(.text .text.*)\n"
			 "\t\t*(.glue_7 .glue_7t .vfp11_veneer .v4_bx .iplt)\n"
			 "\t\t. = ALIGN(4);\n"
			 "\t} > FLASH :text\n"
			 "\t.rodata : {\n"
			 "\t\t*(.rodata .rodata.*)\n"
			 "\t\t. = ALIGN(4);\n"
			 "\t} > FLASH :text\n");
	add_ram(&text, "_stack", of->stacksize);
	if (of->prebuilt.len > 0)
		add_names_of_hubris(&text, model, of);
	add_sections_without_memory(&text);
	return text_str(&text);
}

struct str emit_script_kernel(const struct image_model *model, const struct layout_part *where)
{
	struct text text = {.arena = model->arena};

	add_head(&text, model, S("the kernel"), where, "ENTRY(arm_reset)\n");
	text_adds(&text, "\t.vectors : {\n"
			 "\t\t__flash_start = .;\n"
			 "\t\tKEEP(*(.vectors))\n"
			 "\t} > FLASH :text\n"
			 "\t.header : {\n"
			 "\t\tKEEP(*(.header))\n"
			 "\t} > FLASH :text\n"
			 "\t.text : {\n"
			 "\t\t*(.text .text.*)\n"
			 "\t\t*(.glue_7 .glue_7t .vfp11_veneer .v4_bx .iplt)\n"
			 "\t\t. = ALIGN(4);\n"
			 "\t} > FLASH :text\n"
			 "\t.rodata : {\n"
			 "\t\t*(.rodata .rodata.*)\n"
			 "\t\t. = ALIGN(4);\n"
			 "\t} > FLASH :text\n");
	add_ram(&text, "__kernel_stack", model->kernel_stacksize);
	add_sections_without_memory(&text);
	return text_str(&text);
}

struct layout_part emit_trial_part(void)
{
	const uint32_t plenty = 0x10000000;

	return (struct layout_part){
		.flash = {.base = 0, .size = plenty},
		.ram = {.base = 0x20000000, .size = plenty},
	};
}
