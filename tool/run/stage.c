// An image that stands at a certain function (stage.h).
#include "tool/run/stage.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/base/elf.h"
#include "tool/target/clock.h"
#include "tool/target/gdb.h"

#define FOLDER "/tmp/bulkhead-XXXXXX"
#define START_MS 10000 // for the emulator to listen
#define RUN_MS 20000   // for the guest to get there

static bool refuse(const char **why, const char *words)
{
	*why = words;
	return false;
}

static bool find_function(struct arena *arena, const struct built *built, const char *task,
			  const char *function, uint32_t *address)
{
	const char *path =
		str_format(arena, "%.*s/img/%s.elf", STR_ARG(built->model->out), task).at;
	const struct elf *elf = elf_open(arena, path);
	struct elf_symbol symbol;

	if (elf == NULL || !elf_find_symbol(elf, function, &symbol))
		return false;
	*address = symbol.value & ~1u;
	return true;
}

// The emulator listens a moment after it was started.
static struct gdb *connect_patiently(struct arena *arena, const char *path)
{
	uint64_t limit = clock_ms() + START_MS;
	enum gdb_result result;
	struct gdb *gdb;

	while ((gdb = gdb_connect(arena, path, &result)) == NULL && clock_ms() < limit)
		usleep(10000);
	return gdb;
}

static bool run_to(struct gdb *gdb, uint32_t address)
{
	struct gdb_stop stop;

	return gdb_break(gdb, address) == GDB_OK && gdb_continue(gdb) == GDB_OK &&
	       gdb_wait(gdb, RUN_MS, &stop) == GDB_OK && stop.signal == GDB_SIGNAL_TRAP &&
	       gdb_unbreak(gdb, address) == GDB_OK;
}

bool stage_open(struct arena *arena, struct stage *stage, const char *app, const char *board,
		const char *task, const char *function, const char **why)
{
	char *folder = (char *)arena_alloc(arena, sizeof FOLDER);
	struct qemu_options options = {.steady = true, .stands = function == NULL};
	uint32_t address = 0;

	*stage = (struct stage){.qemu.pid = 0};
	memcpy(folder, FOLDER, sizeof FOLDER);
	if (image_build(app, board, &stage->built) != 0 ||
	    !guest_describe(arena, &stage->built, &stage->guest) ||
	    (function != NULL && !find_function(arena, &stage->built, task, function, &address)))
		return refuse(why, "the image does not build, or lacks the function");
	if (mkdtemp(folder) == NULL)
		return refuse(why, "no folder for the sockets");
	stage->folder = folder;
	stage->gdb = str_format(arena, "%s/gdb", folder).at;
	stage->qmp = str_format(arena, "%s/qmp", folder).at;
	options.machine = stage->guest.machine;
	options.elf = stage->guest.elf;
	options.gdb_path = stage->gdb;
	options.qmp_path = stage->qmp;
	if (!qemu_start(&options, &stage->qemu))
		return refuse(why, "the emulator does not start");
	struct gdb *gdb = connect_patiently(arena, stage->gdb);
	if (gdb == NULL)
		return refuse(why, "the emulator's GDB server does not answer");
	bool there = function == NULL || run_to(gdb, address);
	gdb_close(gdb);
	return there || refuse(why, "the guest does not get to the function");
}

void stage_close(struct stage *stage)
{
	if (stage->qemu.pid > 0)
		qemu_end(&stage->qemu);
	if (stage->folder == NULL)
		return;
	unlink(stage->gdb);
	unlink(stage->qmp);
	rmdir(stage->folder);
}
