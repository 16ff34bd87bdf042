// Values of interfaces' types: whatever a server replies is shown or refused; whatever is
// typed is refused or becomes a message, and what it becomes is read back to its end.
//
// Of an input, the first byte chooses a type of test/idl/lab.idol, the second an encoding;
// the rest is a reply, then a text.
#include <stdlib.h>

#include "test/fuzz/base.h"
#include "test/fuzz/handles.h"
#include "tool/base/diag.h"
#include "tool/debug/wire.h"
#include "tool/idl/load.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct arena stays;
static struct arena arena;
static const struct idl_interface *lab;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	handles_begin();
	lab = idl_load(&stays, S("test/idl/lab.idol"), false);
	if (lab == NULL)
		abort();
	base_be_silent();
	return 0;
}

// Whether the bytes are a value. It is no more of them than there are.
static bool take(struct str *bytes, const struct idl_type *type, enum idl_encoding encoding)
{
	struct text shown = {.arena = &arena};
	struct str rest = *bytes;
	json_t *value = NULL;

	if (!wire_take(&rest, type, encoding, &shown, &value))
		return false;
	if (rest.len > bytes->len || rest.at + rest.len != bytes->at + bytes->len || value == NULL)
		abort();
	json_decref(value);
	*bytes = rest;
	return true;
}

static void put(struct str text, const struct idl_type *type, enum idl_encoding encoding)
{
	const struct source source = {S("a value"), text};
	struct text message = {.arena = &arena};

	if (!wire_put(&message, &source, type, encoding))
		return;
	struct str bytes = text_str(&message);
	if (!take(&bytes, type, encoding) || bytes.len != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct idl_type *type;
	enum idl_encoding encoding;
	struct str rest;

	if (size < 2)
		return 0;
	type = lab->types[data[0] % lab->type_count];
	encoding = (enum idl_encoding)(data[1] % IDL_ENCODINGS);
	rest = str_copy(&arena, (struct str){(const char *)data + 2, size - 2});
	if (type->known && type->wire[encoding].possible) {
		struct str bytes = rest;

		take(&bytes, type, encoding);
		put(rest, type, encoding);
	}
	handles_close();
	arena_clear(&arena);
	return 0;
}
