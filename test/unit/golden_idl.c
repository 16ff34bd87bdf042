// Golden tests of interface files.
//
// Each folder of test/golden/idl/ has a main.idol, and what is made of it: expected.model,
// or expected.err, which is what the user should read. A file named allow-unknown says
// that types need not be defined and no client is wanted, one named require-interface that
// types alone will not do. With the name of a case, prints what it is now.
// The interface that doc/idl.md shows is tried too.
#include "test/unit/golden.h"
#include "test/unit/said.h"
#include "test/unit/idl_dump.h"
#include "tool/base/file.h"
#include "tool/idl/load.h"

static const struct idl_interface *load(struct arena *arena, struct str folder)
{
	struct str path = str_format(arena, "%s/main.idol", folder.at);
	bool allow = file_exists(str_format(arena, "%s/allow-unknown", folder.at).at);
	const struct idl_interface *interface;

	if (file_exists(str_format(arena, "%s/require-interface", folder.at).at))
		interface = idl_load(arena, path, allow);
	else
		interface = idl_load_types(arena, path, allow);
	if (interface == NULL || idl_check_client(interface, allow) || allow)
		return interface;
	return NULL;
}

// The model as text, below warnings, or what is wrong.
static struct str make(struct arena *arena, struct str folder, const char **expected)
{
	said_begin();
	const struct idl_interface *interface = load(arena, folder);
	struct str errors = said_end(arena);
	*expected = interface != NULL ? "expected.model" : "expected.err";
	if (interface == NULL)
		return errors;
	return str_format(arena, "%s%s", errors.at, idl_dump(arena, interface).at);
}

// The interface that doc/idl.md shows, which stands there as a block of code.
static bool check_page(struct arena *arena)
{
	struct text file = {.arena = arena};
	struct str page;
	struct str line;

	if (!file_read(arena, "doc/idl.md", &page))
		diag_fatal("there is no doc/idl.md");
	while (str_next(&page, '\n', &line) && !str_starts(line, "The notation"))
		if (file.len > 0 || str_starts(line, "    // A lamp"))
			text_addf(&file, "%.*s\n", STR_ARG(str_slice(line, 4, line.len)));
	const struct source source = {S("doc/idl.md"), text_str(&file)};
	if (file.len > 0 && idl_load_text(arena, &source, false) != NULL) {
		printf("ok golden idl: the interface in doc/idl.md\n");
		return true;
	}
	printf("FAILED golden idl: the interface in doc/idl.md: it is not one\n");
	return false;
}

int main(int argc, char **argv)
{
	static const struct golden golden = {"idl", "test/golden/idl", "main.idol", make};

	return golden_main(argc, argv, &golden, check_page);
}
