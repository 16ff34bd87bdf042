// What an image is described by: whatever one of its files says, it is taken or refused
// with a reason. The first byte of an input says which file the rest is: app.toml, or one
// of its board, chip, memories and packages.
//
//     out/fuzz/test/fuzz/toml ...              in the root of the repository
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "test/fuzz/exit.h"
#include "tool/base/diag.h"
#include "tool/base/file.h"
#include "tool/image/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#define FOLDER "out/fuzz/toml"
#define GOLDEN "test/golden/toml"
#define PARTS FOLDER "/parts"

static const char *const files[] = {
	FOLDER "/app/app.toml",         PARTS "/board/toy.toml",       PARTS "/chip/toy/chip.toml",
	PARTS "/chip/toy/memory.toml",  PARTS "/drv/serial/task.toml", PARTS "/task/boss/task.toml",
	PARTS "/task/client/task.toml",
};

enum { FILES = sizeof files / sizeof files[0] };

static struct arena lasting;
static struct arena arena;
static struct str originals[FILES];
static FILE *nowhere_to;

// A copy of an app that is correct, one file of which an input replaces.
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	if (system("rm -rf " FOLDER " && mkdir -p " FOLDER " && cp -r " GOLDEN "/correct " FOLDER
		   "/app && cp -r " GOLDEN "/parts " FOLDER) != 0)
		diag_fatal("run this in the root of the repository");
	for (size_t i = 0; i < FILES; i++)
		if (!file_read(&lasting, files[i], &originals[i]))
			diag_fatal("there is no %s", files[i]);
	nowhere_to = fopen("/dev/null", "w");
	return 0;
}

static void write_file(const char *path, struct str content)
{
	FILE *file = fopen(path, "wb");

	if (file == NULL || fwrite(content.at, 1, content.len, file) != content.len ||
	    fclose(file) != 0)
		abort();
}

// Whether a mistake was found, it was said; else there is an image.
static void load(void *context)
{
	unsigned errors = diag_errors();
	const struct image_model *model = image_load(&arena, FOLDER "/app", NULL);

	(void)context;
	if ((model == NULL) != (diag_errors() > errors))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t which;

	if (size == 0)
		return 0;
	which = data[0] % FILES;
	write_file(files[which], (struct str){(const char *)data + 1, size - 1});
	diag_to(nowhere_to);
	exit_caught(load, NULL);
	diag_to(NULL);
	write_file(files[which], originals[which]);
	arena_clear(&arena);
	return 0;
}
