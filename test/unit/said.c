// What diag_error() and its kind say (said.h).
#include "test/unit/said.h"

#include <stdio.h>
#include <stdlib.h>

#include "tool/base/diag.h"

static FILE *out;
static char *text;
static size_t length;

void said_begin(void)
{
	out = open_memstream(&text, &length);
	if (out == NULL)
		diag_fatal("out of memory");
	diag_to(out);
}

struct str said_end(struct arena *arena)
{
	diag_to(NULL);
	fclose(out);
	struct str all = str_copy(arena, (struct str){text, length});
	free(text);
	return all;
}
