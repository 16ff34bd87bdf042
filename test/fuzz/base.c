#include "test/fuzz/base.h"

#include <stdio.h>
#include <stdlib.h>

#include "tool/base/diag.h"
#include "tool/base/file.h"

struct str base_read(struct arena *arena, const char *path)
{
	struct str content;

	if (!file_read(arena, path, &content)) {
		fprintf(stderr, "%s is missing: ./bh test fuzz makes it\n", path);
		exit(1);
	}
	return content;
}

void base_be_silent(void)
{
	FILE *nowhere_to = fopen("/dev/null", "w");

	if (nowhere_to != NULL)
		diag_to(nowhere_to);
}
