// A plugin for QEMU that holds the guest where it tells the time and when it is idle,
// and asks bh how to go on (tool/run/pace.h).
//
// Why not the gdb stub's breakpoints: where idle time is skipped (sleep=off), QEMU
// takes a guest that stands at a breakpoint for an idle one and moves virtual time
// to the next timer, so the guest loses that time. A guest that waits inside a
// callback counts as busy.
//
// Arguments: fd=N, the socket; clock=N and idle=N, addresses or 0.
#include <errno.h>
#include <unistd.h>

#include "tool/run/pace.h"
#include "tool/run/plugin/argument.h"
#include "tool/run/plugin/qemu_plugin.h"

int qemu_plugin_version = 1;

static int fd;
static struct pace_answer answer;

// Both sides are on this machine and messages are small: they come whole or not at all.
static void call(enum pace_place place)
{
	struct pace_call message = {.place = place};
	ssize_t n;

	do {
		n = write(fd, &message, sizeof message);
	} while (n < 0 && errno == EINTR);
	do {
		n = read(fd, &answer, sizeof answer);
	} while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof answer)
		_exit(1); // bh has gone
}

static void at_clock(unsigned vcpu, void *context)
{
	(void)vcpu;
	(void)context;
	call(PACE_CLOCK);
}

static void at_idle(unsigned vcpu, void *context)
{
	(void)vcpu;
	(void)context;
	if (answer.wake_idle != 0)
		call(PACE_IDLE);
}

static uint64_t clock_address;
static uint64_t idle_address;

static void watch(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t count = qemu_plugin_tb_n_insns(tb);

	(void)id;
	for (size_t i = 0; i < count; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint64_t address = qemu_plugin_insn_vaddr(insn);

		if (address == 0)
			continue;
		if (address == clock_address)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, at_clock,
							       QEMU_PLUGIN_CB_NO_REGS, NULL);
		else if (address == idle_address)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, at_idle,
							       QEMU_PLUGIN_CB_NO_REGS, NULL);
	}
}

int qemu_plugin_install(uint64_t id, const struct qemu_info_t *info, int argc, char **argv)
{
	uint64_t socket = 0;

	(void)info;
	for (int i = 0; i < argc; i++)
		if (!argument_read(argv[i], "fd", &socket) &&
		    !argument_read(argv[i], "clock", &clock_address) &&
		    !argument_read(argv[i], "idle", &idle_address))
			return 1;
	fd = (int)socket;
	call(PACE_START);
	qemu_plugin_register_vcpu_tb_trans_cb(id, watch);
	return 0;
}
