// The port contract on the host.
#include "arch/host/host.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kern/app.h"
#include "kern/arch.h"
#include "kern/panic.h"
#include "kern/umem.h"

// The kernel's own data are at addresses that no test gives to memory.
#define KERNEL_ADDRESS 0xF0000000u

struct host_irq host_irq;
struct host_clock host_clock;
uint32_t host_steps = UINT32_MAX;

static const struct host_memory *memory;
static size_t memory_count;

static bool is_running; // host_run() is
static jmp_buf host_run_target;

void host_set_memory(const struct host_memory *pieces, size_t count)
{
	memory = pieces;
	memory_count = count;
}

uint8_t *host_bytes(uint32_t address, uint32_t size)
{
	if (address - KERNEL_ADDRESS < sizeof kernel)
		return (uint8_t *)&kernel + (address - KERNEL_ADDRESS);
	for (size_t i = 0; i < memory_count; i++) {
		uint32_t offset = address - memory[i].base;

		if (offset < memory[i].size && size <= memory[i].size - offset)
			return memory[i].bytes + offset;
	}
	fprintf(stderr, "host: there is no memory at 0x%08x, %u bytes\n", address, size);
	abort();
}

void arch_task_reset(struct task *task)
{
	task->save = (struct arch_save){
		.pc = task->desc->entry,
		.sp = task->desc->stack_top,
	};
}

// Empty ranges are nowhere: their addresses mean nothing.
struct uslice arch_task_entry(const struct task *task)
{
	return (struct uslice){
		.base = KERNEL_ADDRESS +
			(uint32_t)((const uint8_t *)task - (const uint8_t *)&kernel),
		.size = sizeof(struct task),
	};
}

// Whoever plays the tasks knows their registers; nothing is to be found here.
uint32_t arch_task_registers(const struct task *task, uint32_t *to)
{
	to[EPITAPH_PC] = task->save.pc;
	return 1u << EPITAPH_PC;
}

void arch_copy(struct writable to, struct readable from, uint32_t n)
{
	if (n != 0)
		memcpy(host_bytes(to.base, n), host_bytes(from.base, n), n);
}

bool arch_should_pause(const struct task *task)
{
	(void)task;
	if (host_steps == UINT32_MAX)
		return false;
	if (host_steps == 0)
		return true;
	host_steps--;
	return false;
}

// Whoever plays the task sees by the number that it has to make the call again.
void arch_call_again(struct task *task)
{
	task->save.number |= ARCH_CALL_AGAIN;
}

uint32_t arch_load_word(struct readable from, uint32_t offset)
{
	const uint8_t *b = host_bytes(from.base + offset, 4);

	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

uint8_t arch_load_byte(struct readable from, uint32_t offset)
{
	return *host_bytes(from.base + offset, 1);
}

void arch_store_byte(struct writable to, uint32_t offset, uint8_t value)
{
	*host_bytes(to.base + offset, 1) = value;
}

NORETURN static void end(enum host_end how, const char *message)
{
	if (is_running)
		longjmp(host_run_target, (int)how);
	fprintf(stderr, "host: %s; epitaph: kind %u, detail %u, task %u\n", message,
		kernel_epitaph.kind, kernel_epitaph.detail, kernel_epitaph.task);
	abort();
}

static uint32_t line_bit(uint32_t line)
{
	if (line >= ARCH_IRQS) {
		fprintf(stderr, "host: there is no interrupt line %u\n", line);
		abort();
	}
	return 1u << line;
}

void arch_irq_enable(uint32_t line)
{
	host_irq.enabled |= line_bit(line);
}

void arch_irq_disable(uint32_t line)
{
	host_irq.enabled &= ~line_bit(line);
}

void arch_irq_mask(const struct arch_irq_mask *mask)
{
	arch_irq_disable(mask->line);
}

void arch_irq_clear_pending(uint32_t line)
{
	host_irq.pending &= ~line_bit(line);
}

void arch_irq_make_pending(uint32_t line)
{
	host_irq.pending |= line_bit(line);
}

bool arch_irq_is_enabled(uint32_t line)
{
	return (host_irq.enabled & line_bit(line)) != 0;
}

bool arch_irq_is_pending(uint32_t line)
{
	return (host_irq.pending & line_bit(line)) != 0;
}

uint32_t arch_wait(void)
{
	uint32_t ready = host_irq.enabled & host_irq.pending;

	if (ready != 0) {
		uint32_t line = (uint32_t)__builtin_ctz(ready);

		host_irq.pending &= ~line_bit(line);
		return line;
	}
	if (host_clock.alarm > host_clock.end)
		end(HOST_STUCK, "the kernel waits for ever");
	if (host_clock.now < host_clock.alarm)
		host_clock.now = host_clock.alarm;
	return ARCH_WAIT_ALARM;
}

uint32_t host_counter;

uint64_t arch_clock(void)
{
	return host_clock.now;
}

// One count for each time that somebody looks.
uint32_t arch_counter(void)
{
	return host_counter++;
}

void arch_set_alarm(uint64_t ms)
{
	host_clock.alarm = ms;
	host_clock.alarms_set++;
}

void arch_publish(uint32_t *where, uint32_t value)
{
	*where = value;
}

void arch_reset(void)
{
	end(HOST_RESET, "the kernel reset the system");
}

enum host_end host_run(void (*f)(void *context), void *context)
{
	switch (setjmp(host_run_target)) {
	case HOST_RESET:
		is_running = false;
		return HOST_RESET;
	case HOST_STUCK:
		is_running = false;
		return HOST_STUCK;
	}
	is_running = true;
	f(context);
	is_running = false;
	return HOST_RETURNED;
}
