// tool/idl/measure.c: bytes on the wire in every encoding, by the rules of each.
//
// Expected sizes are sums of the parts' sizes: zerocopy has the parts alone; ssmarshal and
// hubpack have one byte for each alternative, and 8 bytes for usize.
#include <stdlib.h>

#include "test/unit/unit.h"
#include "tool/idl/load.h"

static struct arena arena;

static const char before[] =
	"Types(constants: {\"SIZE\": 16}, types: {\n"
	"\"Mode\": Enum({\"Off\": 0, \"On\": 1}),\n"
	"\"Wide\": Enum(variants: {\"Off\": 0, \"On\": 300}, repr: \"u32\"),\n"
	"\"Place\": Struct({\"x\": \"u16\", \"y\": \"u16\"}),\n"
	"\"Gap\": Struct({\"a\": \"u8\", \"b\": \"u32\"}),\n"
	"\"Tail\": Struct({\"a\": \"u32\", \"b\": \"u8\"}),\n"
	"\"Event\": Union({\"Idle\": (), \"Key\": \"u8\", \"Move\": (\"u64\", \"Place\")}),\n"
	"\"Handle\": Newtype(\"u32\"),\n"
	"\"Rights\": Bits(flags: {\"Read\": 1}, repr: \"u16\"),\n"
	"\"Failed\": Error({\"Busy\": 1}),\n"
	"\"Complex\": Error({\"Busy\": 1, \"At\": (value: 2, fields: [\"u32\"])}),\n"
	"\"It\": Newtype(\"";
static const char after[] = "\")})";

// The type as a newtype's.
static const struct idl_type *type_of(const char *type)
{
	struct source *source = ARENA_NEW(&arena, struct source);
	const struct idl_interface *interface;

	source->path = S("test.idol");
	source->text = str_format(&arena, "%s%s%s", before, type, after);
	interface = idl_load_text(&arena, source, false);
	if (interface == NULL)
		abort();
	return interface->types[interface->type_count - 1]->element;
}

#define NONE UINT32_MAX

static bool is_size(struct idl_size size, uint32_t least, uint32_t most)
{
	if (least == NONE)
		return !size.possible;
	return size.possible && size.least == least && size.most == most;
}

static bool takes(const char *name, uint32_t zerocopy, uint32_t ssmarshal, uint32_t hubpack)
{
	const struct idl_type *type = type_of(name);

	return is_size(type->wire[IDL_ZEROCOPY], zerocopy, zerocopy) &&
	       is_size(type->wire[IDL_SSMARSHAL], ssmarshal, ssmarshal) &&
	       is_size(type->wire[IDL_HUBPACK], hubpack, hubpack);
}

// The same in ssmarshal and hubpack, and impossible in zerocopy.
static bool takes_between(const char *name, uint32_t least, uint32_t most)
{
	const struct idl_type *type = type_of(name);

	return !type->wire[IDL_ZEROCOPY].possible &&
	       is_size(type->wire[IDL_SSMARSHAL], least, most) &&
	       is_size(type->wire[IDL_HUBPACK], least, most);
}

static void built_in(void)
{
	CHECK(takes("()", 0, 0, 0));
	CHECK(takes("bool", 1, 1, 1));
	CHECK(takes("u8", 1, 1, 1) && takes("i8", 1, 1, 1));
	CHECK(takes("u16", 2, 2, 2) && takes("i16", 2, 2, 2));
	CHECK(takes("u32", 4, 4, 4) && takes("i32", 4, 4, 4));
	CHECK(takes("u64", 8, 8, 8) && takes("i64", 8, 8, 8));
	CHECK(takes("u128", 16, NONE, 16) && takes("i128", 16, NONE, 16));
	CHECK(takes("usize", 4, 8, 8) && takes("isize", 4, 8, 8));
	CHECK(takes("f32", 4, 4, 4) && takes("f64", 8, 8, 8));
	CHECK(is_size(type_of("char")->wire[IDL_SSMARSHAL], 1, 4));
	CHECK(!type_of("char")->wire[IDL_ZEROCOPY].possible);
	CHECK(!type_of("char")->wire[IDL_HUBPACK].possible);
}

static void made_of_others(void)
{
	CHECK(takes("[u32; 3]", 12, 12, 12));
	CHECK(takes("[u16; SIZE]", 32, 32, 32));
	CHECK(takes("[[u8; 0x10]; 2]", 32, 32, 32));
	CHECK(takes("[usize; 2]", 8, 16, 16));
	CHECK(takes("(u8, u32)", 5, 5, 5));
	CHECK(takes("(u8)", 1, 1, 1)); // parentheses only
	CHECK(takes("(u8,)", 1, 1, 1));
	CHECK(takes_between("Option<u32>", 1, 1 + 4));
	CHECK(takes_between("Option<()>", 1, 1));
	CHECK(takes_between("core::option::Option<bool>", 1, 1 + 1));
	CHECK(takes_between("Result<u64, u8>", 1 + 1, 1 + 8));
	CHECK(takes_between("[Option<u16>; 4]", 4 * 1, 4 * 3));
	CHECK(takes_between("(Result<f32, Mode>, u64)", 1 + 1 + 8, 1 + 4 + 8));
}

static void defined(void)
{
	CHECK(takes("Wide", 4, 1, 1));
	CHECK(takes("Place", 4, 4, 4));
	CHECK(takes("some::where::Place", 4, 4, 4));
	CHECK(takes("Gap", 5, 5, 5));
	CHECK(takes("Handle", 4, 4, 4));
	CHECK(takes("Rights", 2, 2, 2));
	CHECK(takes("Failed", 2, 1, 1));
	CHECK(takes_between("Complex", 1, 1 + 4));
	CHECK(takes_between("Event", 1, 1 + 8 + 4));
}

static bool castable(const char *name, uint32_t size, uint32_t align)
{
	const struct idl_type *type = type_of(name);

	return type->castable && type->c_size == size && type->c_align == align;
}

static void leased(void)
{
	CHECK(castable("u8", 1, 1) && castable("u64", 8, 8) && castable("f32", 4, 4));
	CHECK(castable("[u16; 5]", 10, 2) && castable("Place", 4, 2) && castable("Rights", 2, 2));
	CHECK(castable("Handle", 4, 4) && castable("(u16, u8, u8)", 4, 2));
	CHECK(!type_of("bool")->castable && !type_of("Mode")->castable);
	CHECK(!type_of("Gap")->castable);  // padding before b
	CHECK(!type_of("Tail")->castable); // padding behind b
	CHECK(!type_of("u128")->castable && !type_of("Option<u8>")->castable);
	CHECK(type_of("(u8, u8, u16)")->fields[2].c_offset == 2);
}

// What a server made by Hubris may ask for in a reply: its own memory's size.
static void in_rust(void)
{
	CHECK(type_of("Gap")->rust_size == 8);
	CHECK(type_of("Option<u32>")->rust_size == 8);
	CHECK(type_of("(u8, f32, bool)")->rust_size == 12);
	CHECK(type_of("[Gap; 3]")->rust_size == 24);
	CHECK(type_of("Event")->rust_size >= 16);
}

// The number of a variant is one byte.
static void many_variants(void)
{
	for (unsigned count = 256; count <= 257; count++) {
		struct text text = {.arena = &arena};
		struct source source = {.path = S("test.idol")};
		const struct idl_interface *interface;

		text_adds(&text, "Types(types: {\"Many\": Enum(repr: \"u16\", variants: [");
		for (unsigned i = 0; i < count; i++)
			text_addf(&text, "\"V%u\", ", i);
		text_adds(&text, "])})");
		source.text = text_str(&text);
		interface = idl_load_text(&arena, &source, false);
		if (interface == NULL)
			abort();
		const struct idl_type *many = interface->types[interface->type_count - 1];
		CHECK(many->wire[IDL_ZEROCOPY].most == 2);
		CHECK(many->wire[IDL_HUBPACK].possible == (count == 256));
		CHECK(many->wire[IDL_SSMARSHAL].possible == (count == 256));
	}
}

static void same_type_same_pointer(void)
{
	const struct idl_type *pair = type_of("(Option<u8>, Option<u8>)");

	CHECK(pair->fields[0].type == pair->fields[1].type);
	pair = type_of("([Place; 2], [other::Place; 0x2])");
	CHECK(pair->fields[0].type == pair->fields[1].type);
}

int main(void)
{
	unit_run("idl sizes: built in", built_in);
	unit_run("idl sizes: made of others", made_of_others);
	unit_run("idl sizes: defined", defined);
	unit_run("idl sizes: leased", leased);
	unit_run("idl sizes: in Rust", in_rust);
	unit_run("idl sizes: many variants", many_variants);
	unit_run("idl sizes: same type, same pointer", same_type_same_pointer);
	return unit_status();
}
