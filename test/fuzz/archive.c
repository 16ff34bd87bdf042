// Archives: whatever a zip file holds, it is read or refused.
#include <stdlib.h>

#include "test/fuzz/base.h"
#include "test/fuzz/handles.h"
#include "test/fuzz/look.h"
#include "tool/base/zip.h"
#include "tool/debug/flash.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct arena arena;
static volatile uint32_t sum; // so that what is looked at is read

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	handles_begin();
	base_be_silent();
	return 0;
}

static void look_at_members(const struct zip_file *zip)
{
	for (size_t i = 0; i < zip->count; i++) {
		struct str content;

		if (!zip_read(zip, str_c(&arena, zip->names[i]), &content))
			continue;
		for (size_t k = 0; k < content.len; k++)
			sum += (uint8_t)content.at[k];
	}
}

static void look(void *context)
{
	const struct str *bytes = context;
	const char *why = NULL;
	const struct zip_file *zip = zip_open_bytes(&arena, *bytes, &why);

	if (zip == NULL && why == NULL)
		abort();
	if (zip != NULL)
		look_at_members(zip);
	struct program *program = program_open(&arena, *bytes, "an archive");
	if (program == NULL)
		return;
	struct session session = look_begin(&arena, program, flash_open(&arena, program));
	look_at_program(&session);
	json_decref(session.root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = {(const char *)data, size};

	base_try(&arena, look, &bytes);
	return 0;
}
