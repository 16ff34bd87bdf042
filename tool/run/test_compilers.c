// Generated code by all compilers: what is made of each interface of the repository, with the
// warnings that an image's code is compiled with.
//
// Where a processor has no port of ulib, or a compiler does not know it, the system calls are
// those of test/idl/host: functions that are only declared.
#include "tool/base/file.h"
#include "tool/image/plan_ninja.h"
#include "tool/run/program.h"
#include "tool/run/tests.h"

#define FOLDER "out/compilers"
#define SECONDS 120
#define WORDS_MAX 64

#define ARM "arm-none-eabi-gcc -mthumb --specs=picolibc.specs -Iulib/arch/armm"
#define CLANG_ARM "clang -ffreestanding -Itest/idl/host --target="
#define RISCV "riscv64-unknown-elf-gcc -ffreestanding -Itest/idl/host"

static const struct compiler {
	const char *name;
	const char *command;
} compilers[] = {
	{"gcc, Cortex-M3", ARM " -Os -mcpu=cortex-m3"},
	{"gcc, Cortex-M4F", ARM " -Os -mcpu=cortex-m4 -mfloat-abi=hard"},
	{"gcc, Cortex-M7, -O3", ARM " -O3 -mcpu=cortex-m7"},
	{"gcc, Cortex-M33", ARM " -Os -mcpu=cortex-m33"},
	{"gcc, Cortex-M0+", "arm-none-eabi-gcc -mthumb -ffreestanding -Itest/idl/host -Os "
			    "-mcpu=cortex-m0plus"},
	{"gcc, rv32imac", RISCV " -Os -march=rv32imac -mabi=ilp32"},
	{"gcc, here", "gcc -O2 -Itest/idl/host"},
	{"gcc, here, -O0", "gcc -O0 -Itest/idl/host"},
	{"clang, Cortex-M4", CLANG_ARM "armv7em-none-eabi -Os -mcpu=cortex-m4"},
	{"clang, rv32imac", CLANG_ARM "riscv32-unknown-elf -Os -march=rv32imac"},
	{"clang, here", "clang -O2 -Itest/idl/host"},
	{"clang, here, -O0", "clang -O0 -Itest/idl/host"},
};

static const struct interface {
	const char *stem;
	const char *file;
	const char *server; // a source that is one, or NULL
} interfaces[] = {
	{"jefe", "idl/jefe.idol", NULL},
	{"pong", "idl/pong.idol", "task/pong/main.c"},
	{"uart", "idl/uart.idol", NULL},
	{"lab", "test/idl/lab.idol", "test/idl/server/handlers.c"},
	{"edge", "test/idl/edge.idol", NULL},
	{"mute", "test/idl/mute.idol", NULL},
	{"idol", "test/suite/idol/idol.idol", "test/suite/idol/main.c"},
};

static bool run(struct arena *arena, struct tally *tally, struct str name, struct str command)
{
	const char *argv[WORDS_MAX + 1] = {NULL};
	size_t count = 0;
	struct str word;

	while (count < WORDS_MAX && str_next(&command, ' ', &word))
		if (word.len > 0)
			argv[count++] = str_c(arena, word);
	struct program_result result = program_run(arena, argv, SECONDS);
	if (result.status != 0)
		tally_failed(tally, name, result.output);
	return result.status == 0;
}

static bool make(struct arena *arena, struct tally *tally, const struct interface *interface)
{
	struct str name = str_format(arena, "compilers: code of %s", interface->file);
	const char *both = str_format(arena, FOLDER "/%s/both.c", interface->stem).at;

	file_write(both,
		   str_format(arena, "#include \"idl/%s_client.h\"\n#include \"idl/%s_server.h\"\n",
			      interface->stem, interface->stem));
	return run(arena, tally, name,
		   str_format(arena,
			      "env -u BH_CALLED_FROM out/host/bh idl gen %s -o " FOLDER "/%s/idl",
			      interface->file, interface->stem));
}

static bool compile(struct arena *arena, struct tally *tally, struct str name,
		    const struct compiler *compiler, const struct interface *interface,
		    const char *source)
{
	return run(arena, tally, name,
		   str_format(arena,
			      "%s -std=gnu11 " PLAN_WARNINGS_CODE " " PLAN_WARNINGS_NAMES
			      " " PLAN_WARNINGS_REST " -I. -I" FOLDER "/%s -S -o /dev/null %s",
			      compiler->command, interface->stem, source));
}

static bool compile_all(struct arena *arena, struct tally *tally, struct str name,
			const struct compiler *compiler, const struct interface *interface)
{
	const char *stem = interface->stem;
	const char *const sources[] = {
		str_format(arena, FOLDER "/%s/both.c", stem).at,
		str_format(arena, FOLDER "/%s/idl/%s_client.c", stem, stem).at,
		str_format(arena, FOLDER "/%s/idl/%s_server.c", stem, stem).at,
		interface->server,
	};
	bool good = true;

	for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
		// Short calls have no source of their own.
		if (sources[i] != NULL && file_exists(sources[i]))
			good = compile(arena, tally, name, compiler, interface, sources[i]) && good;
	return good;
}

void test_compilers(struct arena *arena, struct tally *tally)
{
	for (size_t i = 0; i < sizeof interfaces / sizeof interfaces[0]; i++)
		if (!make(arena, tally, &interfaces[i]))
			return;
	for (size_t c = 0; c < sizeof compilers / sizeof compilers[0]; c++) {
		struct str name = str_format(arena, "compilers: %s", compilers[c].name);
		bool good = true;

		for (size_t i = 0; i < sizeof interfaces / sizeof interfaces[0]; i++)
			good = compile_all(arena, tally, name, &compilers[c], &interfaces[i]) &&
			       good;
		if (good)
			tally_ok(tally, name);
		if (tally_is_over(tally))
			return;
	}
}
