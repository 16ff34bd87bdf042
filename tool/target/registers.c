// Names of registers (registers.h).
#include "tool/target/registers.h"

#include <stddef.h>
#include <strings.h>

static const char *const names[REG_COUNT] = {
	"r0",      "r1",        "r2",      "r3",    "r4",  "r5",  "r6",   "r7",  "r8",  "r9",
	"r10",     "r11",       "r12",     "sp",    "lr",  "pc",  "xpsr", "msp", "psp", "primask",
	"basepri", "faultmask", "control", "fpscr", "s0",  "s1",  "s2",   "s3",  "s4",  "s5",
	"s6",      "s7",        "s8",      "s9",    "s10", "s11", "s12",  "s13", "s14", "s15",
	"s16",     "s17",       "s18",     "s19",   "s20", "s21", "s22",  "s23", "s24", "s25",
	"s26",     "s27",       "s28",     "s29",   "s30", "s31",
};

const char *register_name(unsigned number)
{
	return number < REG_COUNT ? names[number] : "?";
}

static bool is(struct str name, const char *other)
{
	struct str text = str_from(other);

	return name.len == text.len && strncasecmp(name.at, text.at, text.len) == 0;
}

unsigned register_by_name(struct str name)
{
	static const struct {
		const char *name;
		unsigned number;
	} others[] = {{"r13", REG_SP},
		      {"r14", REG_LR},
		      {"r15", REG_PC},
		      {"cpsr", REG_XPSR},
		      {"xPSR", REG_XPSR}};

	for (unsigned i = 0; i < REG_COUNT; i++)
		if (is(name, names[i]))
			return i;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (is(name, others[i].name))
			return others[i].number;
	return REG_COUNT;
}
