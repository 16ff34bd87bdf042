// A folder for the files that a test makes (folder.h).
#define _GNU_SOURCE // nftw

#include "test/unit/folder.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/diag.h"
#include "tool/base/file.h"

#define FOLDERS "out/unit"
#define PATTERN FOLDERS "/XXXXXX"
#define FILES_OPEN 8 // at a time

const char *folder_new(struct arena *arena)
{
	char *folder = (char *)arena_alloc(arena, sizeof PATTERN);

	folder_make(FOLDERS);
	memcpy(folder, PATTERN, sizeof PATTERN);
	if (mkdtemp(folder) == NULL)
		diag_fatal("no folder for a test's files: %s: %s", PATTERN, strerror(errno));
	return folder;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	return remove(path);
}

void folder_remove(const char *folder)
{
	// What a folder holds comes before it.
	if (nftw(folder, remove_one, FILES_OPEN, FTW_DEPTH | FTW_PHYS) != 0)
		diag_fatal("cannot remove %s: %s", folder, strerror(errno));
}
