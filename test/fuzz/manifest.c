// Manifests: whatever an archive's manifest.json says, the archive is opened or refused.
// The programs in it are real ones.
#include <stdlib.h>

#include <zip.h>

#include "test/fuzz/base.h"
#include "test/fuzz/look.h"
#include "tool/base/zip.h"
#include "tool/debug/flash.h"

#define COMMENT "bulkhead archive 1"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
zip_int64_t __real_zip_file_add(zip_t *zip, const char *name, zip_source_t *source,
				zip_flags_t flags);
zip_int64_t __wrap_zip_file_add(zip_t *zip, const char *name, zip_source_t *source,
				zip_flags_t flags);

// The first is what an input says.
static struct zip_member members[] = {
	{S("manifest.json"), {NULL, 0}},   {S("elf/kernel.elf"), {NULL, 0}},
	{S("elf/boss.elf"), {NULL, 0}},    {S("elf/caller.elf"), {NULL, 0}},
	{S("elf/divider.elf"), {NULL, 0}}, {S("elf/scribe.elf"), {NULL, 0}},
};
enum { MEMBERS = sizeof members / sizeof members[0] };

static struct arena stays;
static struct arena arena;
static struct core *core; // memory for the program that the archive is of

// Compressing takes longer than all the rest.
zip_int64_t __wrap_zip_file_add(zip_t *zip, const char *name, zip_source_t *source,
				zip_flags_t flags)
{
	zip_int64_t index = __real_zip_file_add(zip, name, source, flags);

	zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0);
	return index;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	core = base_open(&stays).core;
	members[1].content = base_read(&stays, BASE_KERNEL);
	for (size_t i = 2; i < MEMBERS; i++)
		members[i].content = base_read(
			&stays, str_format(&stays, BASE_PROGRAMS "/%.*s",
					   STR_ARG(str_slice(members[i].name, 4, SIZE_MAX)))
					.at);
	return 0;
}

static void look_at(struct program *program, struct target *target)
{
	struct session session = look_begin(&arena, program, target);

	look_at_system(&session);
	look_at_program(&session);
	json_decref(session.root);
}

static void look(void *context)
{
	const struct str *archive = context;
	struct program *program = program_open(&arena, *archive, "an archive");

	if (program == NULL)
		return;
	look_at(program, flash_open(&arena, program));
	look_at(program, core->target);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	members[0].content = (struct str){(const char *)data, size};
	struct str archive = zip_make(&arena, S(COMMENT), members, MEMBERS);

	base_try(&arena, look, &archive);
	return 0;
}
