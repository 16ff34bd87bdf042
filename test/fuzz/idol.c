// Interface files: nothing that a file says may break the reader, the loader or what is
// made of interfaces, and an interface written again is the same.
//
//     ./bh test fuzz                           a short run
//     out/fuzz/test/fuzz/idol FOLDER           for as long as you like; FOLDER is kept
//     out/fuzz/test/fuzz/idol FILE             one input again
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/idl/gen.h"
#include "tool/idl/load.h"
#include "tool/idl/print.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct arena arena;

static struct source source_of(struct str text)
{
	return (struct source){S("input.idol"), text};
}

static void check_again(const struct idl_interface *interface)
{
	struct str text = idl_print(&arena, interface);
	const struct source source = source_of(text);
	const struct idl_interface *again = idl_load_text(&arena, &source, false);

	if (again == NULL || !str_equal(text, idl_print(&arena, again)))
		abort();
}

static void make_all(const struct idl_interface *interface)
{
	const struct gen_server anyone = {NULL, 0};
	struct gen_files files = {NULL, 0, 0};

	gen_shared(&arena, interface, &files);
	if (idl_check_client(interface, false))
		gen_client(&arena, interface, &files);
	gen_server(&arena, interface, &anyone, &files);
	gen_doc(&arena, interface);
	gen_json(&arena, interface);
}

static void try(const struct source *source, FILE *said)
{
	const struct idl_interface *interface = idl_load_text(&arena, source, false);

	if (interface == NULL) {
		if (ftell(said) == 0)
			abort(); // refused, and nobody was told why
		idl_load_text(&arena, source, true);
	} else if (interface->files[0]->has_interface) {
		check_again(interface);
		make_all(interface);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct source source =
		source_of(str_copy(&arena, (struct str){(const char *)data, size}));
	char *text = NULL;
	size_t length = 0;
	FILE *said = open_memstream(&text, &length);

	if (said == NULL)
		abort();
	diag_to(said);
	try(&source, said);
	diag_to(NULL);
	fclose(said);
	free(text);
	arena_clear(&arena);
	return 0;
}
