// Targets: what pieces of memory hold, and how registers are described and named.
#include <string.h>

#include "test/unit/unit.h"
#include "tool/target/description.h"
#include "tool/target/target_pieces.h"

static struct arena arena;

static void pieces_are_memory(void)
{
	static const struct target_piece pieces[] = {
		{0x1000, 4, (const uint8_t *)"abcd"},
		{0x1002, 4, (const uint8_t *)"WXYZ"},
		{0x1008, 4, (const uint8_t *)"\x78\x56\x34\x12"},
		{0xFFFFFFFC, 4, (const uint8_t *)"last"},
	};
	struct target *target =
		target_open_pieces(&arena, TARGET_CORE, S("pieces"), pieces, 4, NULL);
	char bytes[16];
	uint32_t word;

	// The first that holds an address counts; the others go on behind it.
	CHECK(target_read_some(target, 0x1000, bytes, 16) == 6);
	CHECK(memcmp(bytes, "abcdYZ", 6) == 0);
	CHECK(!target_read(target, 0x1000, bytes, 7));
	CHECK(target_read_some(target, 0x1006, bytes, 1) == 0);
	CHECK(target_read_word(target, 0x1008, &word) && word == 0x12345678);
	CHECK(target_read_number(target, 0x1009, 2, &word) && word == 0x3456);
	CHECK(!target_read_word(target, 0x100A, &word));
	// Nothing lies behind the last address, least of all the first.
	CHECK(target_read_some(target, 0xFFFFFFFC, bytes, 16) == 4);
	CHECK(target_read_some(target, 0xFFFFFFFF, bytes, 16) == 1 && bytes[0] == 't');
	CHECK(!target_write(target, 0x1000, "x", 1));
	CHECK(target_halt(target) && target_resume(target));
	CHECK(!target_step(target) && !target_reset(target));
}

static void registers_may_be_missing(void)
{
	struct registers some = {.known = 0};
	struct registers got;
	struct target *without =
		target_open_pieces(&arena, TARGET_CORE, S("pieces"), NULL, 0, NULL);
	uint32_t value;

	registers_set(&some, REG_PC, 0x1234);
	struct target *with = target_open_pieces(&arena, TARGET_CORE, S("pieces"), NULL, 0, &some);
	CHECK(!target_read_registers(without, &got));
	CHECK(target_read_registers(with, &got));
	CHECK(registers_get(&got, REG_PC, &value) && value == 0x1234);
	CHECK(!registers_get(&got, REG_SP, &value));
}

static void registers_have_names(void)
{
	CHECK(register_by_name(S("r0")) == REG_R0);
	CHECK(register_by_name(S("r12")) == 12);
	CHECK(register_by_name(S("SP")) == REG_SP && register_by_name(S("r13")) == REG_SP);
	CHECK(register_by_name(S("xPSR")) == REG_XPSR && register_by_name(S("cpsr")) == REG_XPSR);
	CHECK(register_by_name(S("s31")) == REG_S0 + 31);
	CHECK(register_by_name(S("s32")) == REG_COUNT);
	CHECK(register_by_name(S("r1x")) == REG_COUNT);
	for (unsigned i = 0; i < REG_COUNT; i++)
		CHECK(register_by_name(str_from(register_name(i))) == i);
}

static void descriptions_are_read(void)
{
	static const char core[] = "<?xml version=\"1.0\"?><!-- <reg> -->\n"
				   "<feature name=\"x\"><reg name=\"r0\" bitsize=\"32\"/>\n"
				   "  <reg bitsize='32' name='r1' type=\"int\" />"
				   "<reg name=\"xpsr\" bitsize=\"32\" regnum=\"25\"/></feature>";
	static const char floats[] = "<feature><reg name=\"d1\" bitsize=\"64\" type=\"ieee\"/>"
				     "<reg name=\"odd\" bitsize=\"8\"/>"
				     "<reg name=\"fpscr\" bitsize=\"32\"/></feature>";
	struct description d = {NULL};

	description_add(&arena, &d, str_from(core));
	description_add(&arena, &d, str_from(floats));
	CHECK(d.count == 6);
	if (d.count != 6)
		return;
	CHECK(d.items[0].number == REG_R0 && d.items[0].regnum == 0 && d.items[0].bytes == 4);
	CHECK(d.items[1].number == REG_R0 + 1 && d.items[1].regnum == 1);
	CHECK(d.items[2].number == REG_XPSR && d.items[2].regnum == 25);
	CHECK(d.items[3].number == REG_S0 + 2 && d.items[3].is_pair && d.items[3].regnum == 26);
	CHECK(d.items[4].number == REG_COUNT && d.items[4].bytes == 1);
	CHECK(d.items[5].number == REG_FPSCR && d.items[5].regnum == 28);
}

static void descriptions_include_others(void)
{
	struct str main = S("<target><architecture>arm</architecture>"
			    "<xi:include href=\"a.xml\"/><xi:include href='b.xml'/></target>");

	CHECK(str_is(description_next_include(&main), "a.xml"));
	CHECK(str_is(description_next_include(&main), "b.xml"));
	CHECK(description_next_include(&main).len == 0);
}

int main(void)
{
	unit_run("target: pieces are memory", pieces_are_memory);
	unit_run("target: registers may be missing", registers_may_be_missing);
	unit_run("target: registers have names", registers_have_names);
	unit_run("target: descriptions are read", descriptions_are_read);
	unit_run("target: descriptions include others", descriptions_include_others);
	return unit_status();
}
