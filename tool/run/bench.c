// Measuring what the kernel's operations cost (bench.h).
//
// The places where an operation begins and ends are marks in the tasks' code
// (test/bench/mark.h), an interrupt's handler, or "the first instruction of the
// server's": a task that was waiting goes on there.
#include "tool/run/bench.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "tool/base/diag.h"
#include "tool/base/elf.h"
#include "tool/base/file.h"
#include "tool/image/build.h"
#include "tool/run/delays.h"
#include "tool/run/guest.h"
#include "tool/run/trace.h"

#define APP "app/bench/app.toml"
#define ALARM 15u      // exceptions of the processor's own, SysTick the last of them,
#define FIRST_LINE 16u // then interrupt lines

// Interrupts with which a delay must have been measured.
#define DELAYS_LEAST 20u

#define NANOSECONDS 1000000000u // in a second; an instruction takes one

// Priorities of an image of APP, all of which the added tasks take but those that it
// has for itself.
#define PRIORITIES 32u
static const uint32_t own_priorities[] = {0, 10, 20, 31};

// clang-format off
const char *const bench_op_names[BENCH_OPS] = {
	[BENCH_RPC_4_4] = "rpc-4-4",
	[BENCH_RPC_IDL_4_4] = "rpc-idl-4-4",
	[BENCH_RPC_256_256] = "rpc-256-256",
	[BENCH_RPC_1024_4] = "rpc-1024-4",
	[BENCH_LEASE_READ_1024] = "lease-read-1024",
	[BENCH_NULL_SYSCALL] = "null-syscall",
	[BENCH_GET_TIMER] = "get-timer",
	[BENCH_SET_TIMER] = "set-timer",
	[BENCH_POST_SWITCH] = "post-switch",
	[BENCH_IRQ_TO_TASK] = "irq-to-task",
	[BENCH_RESTART] = "restart",
	[BENCH_ALARM] = "alarm",
	[BENCH_IRQ_IN_COPY_1024] = "irq-in-copy-1024",
	[BENCH_IRQ_IN_COPY_65536] = "irq-in-copy-65536",
	[BENCH_IRQ_IN_ODD_COPY_1024] = "irq-in-odd-copy-1024",
	[BENCH_IRQ_IN_ODD_COPY_65536] = "irq-in-odd-copy-65536",
	[BENCH_IRQ_IN_SEND_3_LEASES] = "irq-in-send-3-leases",
};
// clang-format on

const uint32_t bench_loops[BENCH_LOOPS] = {2, 3, 7, 10};

static bool is_own_priority(uint32_t priority)
{
	for (size_t i = 0; i < sizeof own_priorities / sizeof own_priorities[0]; i++)
		if (own_priorities[i] == priority)
			return true;
	return false;
}

struct str bench_app_text(struct arena *arena, struct str least, unsigned tasks)
{
	struct text text = {.arena = arena};
	struct str line;
	uint32_t priority = 0;
	bool named = false; // the app: what follows are names of packages

	while (str_next(&least, '\n', &line)) {
		if (!named && str_starts(line, "name = ")) {
			text_addf(&text, "name = \"bench-%u\"\n", tasks);
			named = true;
		} else {
			text_addf(&text, "%.*s\n", STR_ARG(line));
		}
	}
	for (unsigned i = BENCH_TASKS_LEAST; i < tasks; i++) {
		while (is_own_priority(priority))
			priority = (priority + 1) % PRIORITIES;
		text_addf(&text,
			  "\n[tasks.extra%u]\n"
			  "name = \"test/bench/extra\"\n"
			  "priority = %" PRIu32 "\n"
			  "stacksize = 128\n",
			  i, priority);
		priority = (priority + 1) % PRIORITIES;
	}
	return text_str(&text);
}

// The path of the app.toml for so many tasks, made if need be; NULL, reported, if it
// cannot be.
static const char *find_app(struct arena *arena, unsigned tasks)
{
	const char *path = str_format(arena, "out/bench/%u.toml", tasks).at;
	struct str least;

	if (tasks == BENCH_TASKS_LEAST)
		return APP;
	if (!file_read(arena, APP, &least)) {
		diag_error(nowhere, "cannot read " APP ": %s", strerror(errno));
		return NULL;
	}
	file_update(path, bench_app_text(arena, least, tasks));
	return path;
}

// What of the image's ELF files the rules need.
struct parts {
	struct elf *kernel;
	struct elf *keeper;
	struct elf *server;
	struct elf *client;
};

static struct elf *open_part(struct arena *arena, const struct image_model *model, const char *name)
{
	return elf_open(arena, str_format(arena, "%.*s/img/%s.elf", STR_ARG(model->out), name).at);
}

static bool open_parts(struct arena *arena, const struct image_model *model, struct parts *parts)
{
	*parts = (struct parts){
		.kernel = open_part(arena, model, "kernel"),
		.keeper = open_part(arena, model, "keeper"),
		.server = open_part(arena, model, "server"),
		.client = open_part(arena, model, "client"),
	};
	return parts->kernel != NULL && parts->keeper != NULL && parts->server != NULL &&
	       parts->client != NULL;
}

static uint32_t mark(struct arena *arena, const struct elf *elf, const char *operation)
{
	struct str name = str_format(arena, "bench_%s", operation);
	struct elf_symbol symbol;
	char *at = strchr(name.at, '-');

	for (; at != NULL; at = strchr(at, '-'))
		*at = '_';
	if (!elf_find_symbol(elf, name.at, &symbol))
		diag_fatal("the benchmark's image has no mark %s", name.at);
	return symbol.value & ~1u;
}

// From one execution of a mark to the next.
static struct sample_rule loop_rule(uint32_t head)
{
	return (struct sample_rule){.from = head, .until = head, .until_end = head + 1};
}

static struct elf_section code_of(const struct elf *elf)
{
	struct elf_section code;

	if (!elf_find_section(elf, ".text", &code))
		diag_fatal("a part of the benchmark's image has no code");
	return code;
}

// To the first instruction of a program.
static struct sample_rule rule_to(const struct elf *elf, uint32_t from)
{
	struct elf_section code = code_of(elf);

	return (struct sample_rule){
		.from = from,
		.until = code.address,
		.until_end = code.address + code.size,
	};
}

// From an exception until the kernel is left.
static struct sample_rule rule_from_kernel(const struct elf *kernel, uint32_t handler)
{
	struct elf_section code = code_of(kernel);

	return (struct sample_rule){
		.from = handler,
		.from_exception = true,
		.until = code.address + code.size,
		.until_end = UINT32_MAX,
	};
}

// The processor's vectors, without that of the stack pointer: handlers by the number
// of the exception, less one.
static const uint32_t *read_handlers(struct arena *arena, const struct elf *kernel, size_t *count)
{
	struct elf_section vectors;
	uint32_t *handlers;

	if (!elf_find_section(kernel, ".vectors", &vectors) || vectors.bytes == NULL ||
	    vectors.size < 4 * FIRST_LINE)
		diag_fatal("the kernel has no vectors");
	*count = vectors.size / 4 - 1;
	handlers = ARENA_ARRAY(arena, uint32_t, *count);
	memcpy(handlers, vectors.bytes + 4, *count * 4);
	for (size_t i = 0; i < *count; i++)
		handlers[i] &= ~1u;
	return handlers;
}

static const struct image_task *find_task(const struct image_model *model, const char *name)
{
	for (size_t i = 0; i < model->task_count; i++)
		if (str_is(model->tasks[i].name, name))
			return &model->tasks[i];
	diag_fatal("the benchmark has no task %s", name);
}

static const struct sample_rule *make_rules(struct arena *arena, const struct image_model *model,
					    const struct parts *parts, const uint32_t *handlers)
{
	struct sample_rule *rules =
		ARENA_ARRAY(arena, struct sample_rule, BENCH_SAMPLED + BENCH_LOOPS);
	const struct image_task *server = find_task(model, "server");

	for (size_t op = 0; op < BENCH_SAMPLED; op++) {
		switch ((enum bench_op)op) {
		case BENCH_RPC_4_4:
		case BENCH_RPC_IDL_4_4:
		case BENCH_RPC_256_256:
		case BENCH_RPC_1024_4:
		case BENCH_LEASE_READ_1024:
		case BENCH_NULL_SYSCALL:
		case BENCH_GET_TIMER:
		case BENCH_SET_TIMER:
			rules[op] = loop_rule(mark(arena, parts->client, bench_op_names[op]));
			break;
		case BENCH_POST_SWITCH:
			rules[op] = rule_to(parts->server,
					    mark(arena, parts->client, bench_op_names[op]));
			break;
		case BENCH_IRQ_TO_TASK:
			rules[op] = rule_to(parts->server,
					    handlers[FIRST_LINE - 1 + server->irqs[0].line]);
			rules[op].from_exception = true;
			break;
		case BENCH_RESTART:
			rules[op].from = mark(arena, parts->keeper, "restart");
			rules[op].until = mark(arena, parts->keeper, "restart-end");
			rules[op].until_end = rules[op].until + 1;
			break;
		case BENCH_ALARM:
			rules[op] = rule_from_kernel(parts->kernel, handlers[ALARM - 1]);
			break;
		case BENCH_IRQ_IN_COPY_1024:
		case BENCH_IRQ_IN_COPY_65536:
		case BENCH_IRQ_IN_ODD_COPY_1024:
		case BENCH_IRQ_IN_ODD_COPY_65536:
		case BENCH_IRQ_IN_SEND_3_LEASES:
		case BENCH_OPS:
			break;
		}
	}
	for (size_t i = 0; i < BENCH_LOOPS; i++)
		rules[BENCH_SAMPLED + i] =
			loop_rule(mark(arena, parts->client,
				       str_format(arena, "loop-%" PRIu32, bench_loops[i]).at));
	return rules;
}

// Where the kernel looks whether an interrupt is pending, in a long copy.
#define LOOK "arch_should_pause"

static struct delays_rule make_delays_rule(struct arena *arena, const struct image_model *model,
					   const struct parts *parts, const uint32_t *handlers,
					   size_t handler_count)
{
	uint32_t *heads = ARENA_ARRAY(arena, uint32_t, BENCH_DELAYS);
	struct elf_section kernel = code_of(parts->kernel);
	struct elf_section driver = code_of(parts->keeper);
	struct elf_symbol look;

	if (!elf_find_symbol(parts->kernel, LOOK, &look))
		diag_fatal("the kernel has no function " LOOK);
	for (size_t i = 0; i < BENCH_DELAYS; i++)
		heads[i] = mark(arena, parts->client, bench_op_names[BENCH_SAMPLED + i]);
	return (struct delays_rule){
		.armed = mark(arena, parts->client, "armed"),
		.alone = mark(arena, parts->client, "alone"),
		.interrupt = handlers[FIRST_LINE - 1 + find_task(model, "keeper")->irqs[0].line],
		.look = look.value & ~1u,
		.kernel = kernel.address,
		.kernel_end = kernel.address + kernel.size,
		.driver = driver.address,
		.driver_end = driver.address + driver.size,
		.heads = heads,
		.head_count = BENCH_DELAYS,
		.handlers = handlers,
		.handler_count = handler_count,
	};
}

struct watch {
	struct sampler sampler;
	struct delays delays;
	uint32_t timed;   // address: from here on the board counts
	uint64_t untimed; // instructions before
	uint32_t copies;  // address: what follows is for `delays`
	bool in_copies;   // it does now
	uint64_t delayed; // instructions that did
	struct text line; // that is being printed
	struct str why;   // a task has failed
	uint64_t ticks;
};

static void take_trace(void *context, const uint32_t *addresses, size_t count)
{
	struct watch *watch = context;
	size_t before = 0;

	while (!watch->in_copies && before < count) {
		if (addresses[before] == watch->timed)
			watch->untimed = watch->sampler.total + before;
		watch->in_copies = addresses[before] == watch->copies;
		before += !watch->in_copies;
	}
	sampler_take(&watch->sampler, addresses, before);
	delays_take(&watch->delays, addresses + before, count - before);
	watch->delayed += count - before;
}

// The guest prints one line, "ticks N" or "failed WHY".
static bool print(void *context, struct str output)
{
	struct watch *watch = context;
	size_t size = str_find(output, '\n');
	struct str line;

	text_add(&watch->line, str_slice(output, 0, size));
	if (size == output.len)
		return true;
	line = str_trim(text_str(&watch->line));
	if (str_starts(line, "failed "))
		watch->why = str_slice(line, strlen("failed "), line.len);
	else if (!str_starts(line, "ticks ") ||
		 !str_number(str_slice(line, strlen("ticks "), line.len), &watch->ticks))
		watch->why = line;
	return false;
}

static bool run(struct arena *arena, const struct guest *guest, const struct parts *parts,
		struct watch *watch, struct bench *bench)
{
	struct trace trace = {
		.guest = guest,
		.begin = mark(arena, parts->client, "begin"),
		.end = mark(arena, parts->client, "end"),
		.take = take_trace,
		.print = print,
		.context = watch,
	};
	struct trace_result result = trace_run(arena, &trace);

	bench->signal = result.signal;
	if (result.done && watch->why.len == 0)
		return true;
	if (result.signal != 0)
		return false;
	diag_error(nowhere, "the benchmark with %zu tasks failed on %.*s: %.*s",
		   bench->model->task_count, STR_ARG(bench->model->board.name),
		   STR_ARG(str_trim(watch->why.len > 0 ? watch->why : result.report)));
	return false;
}

bool bench_measure(struct arena *arena, const char *board, unsigned tasks, struct bench *bench)
{
	const char *app = find_app(arena, tasks);
	struct watch watch = {.line = {.arena = arena}};
	struct delays_rule delays_rule;
	struct built built;
	struct guest guest;
	struct parts parts;
	const uint32_t *handlers;
	size_t handler_count;

	*bench = (struct bench){.signal = 0};
	if (app == NULL || image_build(app, board, &built) != 0 ||
	    !guest_describe(arena, &built, &guest) || !open_parts(arena, built.model, &parts))
		return false;
	handlers = read_handlers(arena, parts.kernel, &handler_count);
	bench->model = built.model;
	delays_rule = make_delays_rule(arena, built.model, &parts, handlers, handler_count);
	watch.sampler = sampler_new(arena, make_rules(arena, built.model, &parts, handlers),
				    BENCH_SAMPLED + BENCH_LOOPS, handlers, handler_count);
	watch.delays = delays_new(arena, &delays_rule);
	watch.timed = mark(arena, parts.client, "timed");
	watch.copies = mark(arena, parts.client, "copies");
	bench->loops = watch.sampler.results + BENCH_SAMPLED;
	bench->timer_step = NANOSECONDS / built.model->clock;
	if (!run(arena, &guest, &parts, &watch, bench))
		return false;
	memcpy(bench->ops, watch.sampler.results, BENCH_SAMPLED * sizeof bench->ops[0]);
	memcpy(bench->ops + BENCH_SAMPLED, watch.delays.results,
	       BENCH_DELAYS * sizeof bench->ops[0]);
	bench->delays_are_sound = watch.delays.sound;
	bench->counted = watch.sampler.total - watch.untimed + watch.delayed;
	bench->timed = watch.ticks * bench->timer_step;
	return true;
}

static bool report(const char *what, uint64_t found, uint64_t expected)
{
	diag_error(nowhere, "counting is not to be trusted: %s, %" PRIu64 " instead of %" PRIu64,
		   what, found, expected);
	diag_help("doc/performance.md says what is counted; has the kernel's way into "
		  "exceptions changed, or the emulator?");
	return false;
}

const struct sample_class *bench_figure(const struct bench *bench, enum bench_op op)
{
	return op < BENCH_ALARM ? samples_usual(&bench->ops[op]) : samples_largest(&bench->ops[op]);
}

// Most samples of an operation must agree, or there is no figure to give.
static bool is_settled(const struct samples *samples, size_t op)
{
	const struct sample_class *usual = samples_usual(samples);

	if (usual != NULL && usual->times * 2 > samples->count)
		return true;
	diag_error(nowhere, "%s costs something else each time: %zu costs in %" PRIu32 " samples",
		   bench_op_names[op], samples->class_count, samples->count);
	return false;
}

// Enough interrupts, and each when it should come.
static bool delays_are_good(const struct bench *bench)
{
	for (size_t op = BENCH_SAMPLED; op < BENCH_OPS; op++)
		if (bench->ops[op].count < DELAYS_LEAST)
			return report("interrupts in copies", bench->ops[op].count, DELAYS_LEAST);
	if (bench->delays_are_sound)
		return true;
	diag_error(nowhere, "an interrupt came earlier than its timer was set to");
	return false;
}

bool bench_is_sound(const struct bench *bench)
{
	uint64_t apart = bench->counted > bench->timed ? bench->counted - bench->timed
						       : bench->timed - bench->counted;
	bool good = true;

	for (size_t i = 0; i < BENCH_LOOPS; i++) {
		const struct sample_class *usual = samples_usual(&bench->loops[i]);

		if (usual == NULL || usual->instructions != bench_loops[i])
			good = report("instructions of a loop",
				      usual == NULL ? 0 : usual->instructions, bench_loops[i]);
	}
	for (size_t op = 0; op < BENCH_ALARM; op++)
		good &= is_settled(&bench->ops[op], op);
	if (bench->ops[BENCH_ALARM].count == 0)
		return report("alarms", 0, 1);
	good &= delays_are_good(bench);
	if (!good)
		return false;
	if (samples_usual(&bench->ops[BENCH_NULL_SYSCALL])->exceptions != 1)
		return report("exceptions of a system call",
			      samples_usual(&bench->ops[BENCH_NULL_SYSCALL])->exceptions, 1);
	// It may have stood just after one tick first, and just before one at last.
	if (apart > 2 * bench->timer_step)
		return report("instructions in all", bench->counted, bench->timed);
	return true;
}
