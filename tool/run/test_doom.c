// Doom: what a dying kernel leaves behind.
//
// test/doom is run once for each way to die. It is told a deed, and the kernel has to
// leave an epitaph that says what happened. The guest then starts over and is told to
// ask for a reset, at which the epitaph must still be there: start-up has not cleared
// it. Some ways to die are open to no task; for these the image is damaged before.
#include <inttypes.h>
#include <string.h>

#include "tool/base/elf.h"
#include "tool/base/file.h"
#include "tool/image/build.h"
#include "tool/run/damage.h"
#include "tool/run/guest.h"
#include "tool/run/lockstep.h"
#include "tool/run/suite_report.h"
#include "tool/run/tests.h"

#define APP "test/doom"
#define VIRTUAL_SECONDS 10
#define HOST_SECONDS 60

#define TIMER0_LINE 8u
#define CALLERS_RANK 1u
#define IDLES_INDEX 2u
#define ENTRY_MAX 16u

// What is written over in the kernel: the first instruction of a function, or an entry
// of a table, which has one for each task or each interrupt line.
enum part {
	NOTHING,
	CODE,
	PER_TASK,
	PER_LINE,
};

struct damage {
	enum part part;
	const char *symbol;
	uint32_t index; // of the entry
	uint16_t value; // small, and the rest of the entry zero
};

// Where the program counter must have been: in a function of a part of the image.
struct where {
	const char *part; // NULL: anywhere
	const char *function;
};

static const struct doom {
	const char *name;
	const char *deed;
	const char *cause; // as the report of the kernel's end has it
	struct where where;
	struct damage damage;
} dooms[] = {
	{.name = "doom-divide",
	 .deed = "divide",
	 .cause = "the supervisor faulted: divide by zero",
	 .where = {"doom", "divide"}},
	{.name = "doom-panic",
	 .deed = "panic",
	 .cause = "the supervisor faulted: panic",
	 .where = {"doom", "sys_stub_panic"}},
	{.name = "doom-access",
	 .deed = "read",
	 .cause = "the supervisor faulted: memory access (reason 0), detail 0x30000000",
	 .where = {"doom", "read"}},
	{.name = "doom-misuse",
	 .deed = "send-to-oneself",
	 .cause = "the supervisor faulted: misused system call (reason 130)"},
	{.name = "doom-nmi",
	 .deed = "watchdog",
	 .cause = "a non-maskable interrupt came",
	 .where = {"doom", "bark"}},
	{.name = "doom-unexpected-interrupt",
	 .deed = "interrupt",
	 .cause = "interrupt 8 fired, and no task owns it",
	 .damage = {PER_LINE, "app_owner_of_irq", TIMER0_LINE, 0}},
	{.name = "doom-kernel-fault",
	 .deed = "divide",
	 .cause = "the kernel itself faulted: status 0x02010000",
	 .where = {"kernel", "arm_task_fault"},
	 .damage = {CODE, "arm_task_fault", 0, DAMAGE_UNDEFINED}},
	{.name = "doom-broken-invariant",
	 .deed = "receive",
	 .cause = "invariant K",
	 .damage = {PER_TASK, "app_by_rank", CALLERS_RANK, IDLES_INDEX}},
};

enum { DOOMS = sizeof dooms / sizeof dooms[0] };

struct watch {
	struct arena *arena;
	const struct doom *doom;
	const struct guest *guest;
	struct typist *typist;
	struct text line; // the one being received
	unsigned lives;   // begun
	bool survived;
};

static void take_line(struct watch *watch, struct str text)
{
	struct suite_line line = suite_line_read(text);

	if (line.kind == SUITE_CHOOSE) {
		watch->lives++;
		typist_add(watch->typist,
			   str_from(watch->lives == 1 ? watch->doom->deed : "reset"));
		typist_add(watch->typist, S("\n"));
	} else if (str_is(line.text, "survived")) {
		watch->survived = true;
	}
}

static bool print(void *context, struct str output)
{
	struct watch *watch = context;
	struct str line;

	while (!watch->survived && suite_line_next(&watch->line, &output, &line))
		take_line(watch, line);
	return !watch->survived;
}

// How often a report tells the cause.
static unsigned count_cause(struct str report, const char *cause)
{
	size_t size = strlen(cause);
	unsigned count = 0;

	for (size_t i = 0; i + size <= report.len; i++)
		count += memcmp(report.at + i, cause, size) == 0;
	return count;
}

// Whether a line of the report gives a program counter within the function.
static bool tells_where(struct str report, const struct where *where, const struct guest *guest,
			struct arena *arena)
{
	const char *path =
		str_format(arena, "%.*s/img/%s.elf", STR_ARG(guest->model->out), where->part).at;
	const struct elf *elf = elf_open(arena, path);
	struct elf_symbol symbol;
	struct str word = {"", 0};
	struct str before;

	if (elf == NULL || !elf_find_symbol(elf, where->function, &symbol))
		return false;
	for (before = word; str_next(&report, ' ', &word); before = word) {
		uint64_t pc;

		if (str_is(before, "pc") && str_number(str_slice(word, 0, 10), &pc) &&
		    pc - (symbol.value & ~1u) < symbol.size)
			return true;
	}
	return false;
}

// What was wrong, or NULL: it died twice of the same cause, as told by its own epitaph
// at the end of each of two lives.
static const char *judge(const struct watch *watch, const struct run_result *result)
{
	switch (result->end) {
	case RUN_ENOUGH:
		return "it survived";
	case RUN_TIME_UP:
	case RUN_TOO_SLOW:
		return watch->lives > 1 ? "nothing was left of the epitaph after the next start"
					: "it does not die";
	case RUN_INTERRUPTED:
		return "interrupted";
	case RUN_FAILED:
		break;
	}
	switch (count_cause(result->report, watch->doom->cause)) {
	case 0:
		return "it died of something else";
	case 1:
		return "the epitaph did not survive the next start";
	default:
		break;
	}
	if (watch->lives != 2)
		return "it did not start again";
	if (watch->doom->where.part != NULL &&
	    !tells_where(result->report, &watch->doom->where, watch->guest, watch->arena))
		return "the epitaph does not say where";
	return NULL;
}

// How many bytes an entry of the symbol has, or 0.
static uint32_t entry_size(const struct elf_symbol *symbol, const struct damage *how,
			   const struct image_model *model)
{
	switch (how->part) {
	case CODE:
		return sizeof how->value;
	case PER_TASK:
		return symbol->size / (uint32_t)model->task_count;
	case PER_LINE:
		return symbol->size / model->irqs;
	case NOTHING:
		break;
	}
	return 0;
}

// Writes a damaged copy of the image. False if that is not possible.
static bool damage(struct arena *arena, const struct damage *how, struct guest *guest)
{
	struct str path = str_format(arena, "%.*s/img/kernel.elf", STR_ARG(guest->model->out));
	struct elf *kernel = elf_open(arena, path.at);
	const uint8_t bytes[ENTRY_MAX] = {(uint8_t)how->value, (uint8_t)(how->value >> 8)};
	struct elf_symbol symbol;
	uint32_t size;

	if (kernel == NULL || !elf_find_symbol(kernel, how->symbol, &symbol))
		return false;
	size = entry_size(&symbol, how, guest->model);
	return size != 0 && size <= sizeof bytes &&
	       how->value >> (8 * size > 16 ? 16 : 8 * size) == 0 &&
	       damage_image(arena, guest, "kernel", how->symbol, how->index * size, bytes, size);
}

static void run(struct arena *arena, struct tally *tally, struct str name, const struct doom *doom,
		struct guest guest)
{
	struct typist typist = typist_at_once(arena);
	struct watch watch = {
		.arena = arena,
		.doom = doom,
		.guest = &guest,
		.typist = &typist,
		.line = {.arena = arena},
	};
	struct lockstep lockstep = {
		.guest = &guest,
		.typist = &typist,
		.run_ms = (uint64_t)VIRTUAL_SECONDS * 1000,
		.host_ms = (uint64_t)HOST_SECONDS * 1000,
		.lives = 1,
		.input = -1,
		.watches = true,
		.print = print,
		.context = &watch,
	};
	struct run_result result;
	const char *wrong;

	if (doom->damage.part != NOTHING && !damage(arena, &doom->damage, &guest)) {
		tally_failed(tally, name, S("the image cannot be damaged"));
		return;
	}
	result = lockstep_run(arena, &lockstep);
	if (result.end == RUN_INTERRUPTED)
		tally->signal = result.signal;
	wrong = judge(&watch, &result);
	tally_check(
		tally, name, wrong == NULL,
		str_format(arena, "%s\n%.*s", wrong == NULL ? "" : wrong, STR_ARG(result.report)));
}

bool test_doom_has(const char *name)
{
	for (size_t i = 0; i < DOOMS; i++)
		if (strcmp(dooms[i].name, name) == 0)
			return true;
	return false;
}

void test_doom(struct arena *arena, struct tally *tally, const char *board, const char *only_case)
{
	struct built built;
	struct guest guest;

	if (image_build(APP, board, &built) != 0 || !guest_describe(arena, &built, &guest)) {
		tally_failed(tally, str_format(arena, "suite on %s: doom builds", board), S(""));
		return;
	}
	for (size_t i = 0; i < DOOMS && !tally_is_over(tally); i++)
		if (only_case == NULL || strcmp(dooms[i].name, only_case) == 0)
			run(arena, tally,
			    str_format(arena, "suite on %s: %s", board, dooms[i].name), &dooms[i],
			    guest);
}
