// A plugin for QEMU that tells bh every instruction that the guest executes between
// two places in its code: their addresses, 32 bits each, down a pipe.
//
// Arguments: fd=N, the pipe; begin=N and end=N, addresses. The instruction at `begin`
// is the first that is told, the one at `end` is not; then the pipe is closed.
#include <errno.h>
#include <stdbool.h>
#include <unistd.h>

#include "tool/run/plugin/argument.h"
#include "tool/run/plugin/qemu_plugin.h"

#define BATCH 16384

int qemu_plugin_version = 1;

static uint64_t fd;
static uint64_t begin;
static uint64_t end;
static bool tells;
static uint32_t batch[BATCH];
static size_t batch_size;

static void send_batch(void)
{
	const char *from = (const char *)batch;
	size_t left = batch_size * sizeof batch[0];

	while (left > 0) {
		ssize_t n = write((int)fd, from, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(1); // bh has gone
		from += n;
		left -= (size_t)n;
	}
	batch_size = 0;
}

// The address is what the callback is given for a context.
static void at_instruction(unsigned vcpu, void *context)
{
	uint32_t address = (uint32_t)(uintptr_t)context;

	(void)vcpu;
	if (!tells) {
		if (address != begin)
			return;
		tells = true;
	}
	if (address == end) {
		send_batch();
		close((int)fd);
		tells = false;
		begin = UINT64_MAX; // never again
		return;
	}
	batch[batch_size++] = address;
	if (batch_size == BATCH)
		send_batch();
}

static void watch(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t count = qemu_plugin_tb_n_insns(tb);

	(void)id;
	for (size_t i = 0; i < count; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uintptr_t address = (uintptr_t)qemu_plugin_insn_vaddr(insn);

		qemu_plugin_register_vcpu_insn_exec_cb(insn, at_instruction, QEMU_PLUGIN_CB_NO_REGS,
						       (void *)address);
	}
}

int qemu_plugin_install(uint64_t id, const struct qemu_info_t *info, int argc, char **argv)
{
	(void)info;
	for (int i = 0; i < argc; i++)
		if (!argument_read(argv[i], "fd", &fd) &&
		    !argument_read(argv[i], "begin", &begin) &&
		    !argument_read(argv[i], "end", &end))
			return 1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, watch);
	return 0;
}
