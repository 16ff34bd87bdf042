// gen/tables.c: the task table and what belongs to it, as kern/app.h declares
// them. Runs of the pools (spans, regions, interrupts, peers) are collected while
// the task table is written, and follow it.
#include "tool/image/emit.h"

#include <stdlib.h>

#include "abi/kipc.h"
#include "tool/image/pmsav7.h"
#include "tool/image/protect.h"

struct pool {
	struct text text;
	size_t count;
};

struct tables {
	const struct image_model *model;
	const struct layout *layout;
	const uint32_t *entries;
	struct text text;
	struct pool spans;
	struct pool regions;
	struct pool irqs;
	struct pool peers;
};

// Distinct priorities below this one: the task's level.
static uint32_t level_of(const struct image_model *model, uint32_t priority)
{
	bool seen[256] = {false};
	uint32_t level = 0;

	for (size_t i = 0; i < model->task_count; i++)
		seen[model->tasks[i].priority % 256] = true;
	for (uint32_t i = 0; i < priority; i++)
		level += seen[i];
	return level;
}

uint32_t emit_levels(const struct image_model *model)
{
	return level_of(model, 256);
}

static size_t rank_of(const struct image_model *model, size_t task)
{
	size_t rank = 0;

	for (size_t i = 0; i < model->task_count; i++) {
		uint32_t other = model->tasks[i].priority;
		uint32_t own = model->tasks[task].priority;

		rank += other < own || (other == own && i < task);
	}
	return rank;
}

static void add_run(struct tables *tables, const char *name, const struct pool *pool, size_t first)
{
	text_addf(&tables->text, "\t\t.%s = { .first = %zu, .count = %zu },\n", name, first,
		  pool->count - first);
}

// Memory of a task, for the kernel to read or write on its behalf: devices are
// out of bounds for it, and so is memory that a bus master may be changing.
static bool is_for_kernel(const struct protect_piece *piece, bool write)
{
	return !piece->device && !piece->dma && (write ? piece->write : piece->read);
}

// Adds the task's memory of one kind; pieces that touch become one span. What is its
// alone is in its descriptor.
static void add_spans(struct tables *tables, size_t task, const struct protect_piece *pieces,
		      size_t count, bool write)
{
	const struct layout_part *part = &tables->layout->tasks[task];
	size_t first = tables->spans.count;
	size_t i = 0;

	while (i < count) {
		const struct protect_piece *piece = &pieces[i++];
		uint64_t end = (uint64_t)piece->base + piece->size;
		struct text names = {.arena = tables->model->arena};

		if (!is_for_kernel(piece, write))
			continue;
		text_add(&names, piece->what);
		while (i < count && is_for_kernel(&pieces[i], write) && pieces[i].base <= end) {
			uint64_t next = (uint64_t)pieces[i].base + pieces[i].size;

			end = next > end ? next : end;
			text_addf(&names, ", %.*s", STR_ARG(pieces[i].what));
			i++;
		}
		if (piece->base == part->ram.base && end - piece->base == part->ram.size)
			continue;
		text_addf(&tables->spans.text,
			  "\t{ .base = 0x%08x, .size = %llu }, // %zu: %.*s %s %.*s\n", piece->base,
			  (unsigned long long)(end - piece->base), tables->spans.count,
			  STR_ARG(tables->model->tasks[task].name), write ? "writes" : "reads",
			  STR_ARG(text_str(&names)));
		tables->spans.count++;
	}
	add_run(tables, write ? "writable" : "readable", &tables->spans, first);
}

static void add_attribute(struct text *text, bool given, const char *name)
{
	if (given)
		text_addf(text, "%s%s", text->len == 0 ? "" : " | ", name);
}

static struct str attributes_of(const struct tables *tables, const struct protect_piece *piece)
{
	struct text text = {.arena = tables->model->arena};

	add_attribute(&text, piece->read, "REGION_READ");
	add_attribute(&text, piece->write, "REGION_WRITE");
	add_attribute(&text, piece->execute, "REGION_EXECUTE");
	add_attribute(&text, piece->device, "REGION_DEVICE");
	add_attribute(&text, piece->dma, "REGION_DMA");
	return text.len == 0 ? S("0") : text_str(&text);
}

static void add_regions(struct tables *tables, size_t task, const struct protect_piece *pieces,
			size_t count)
{
	size_t first = tables->regions.count;

	for (size_t i = 0; i < count; i++)
		text_addf(&tables->regions.text,
			  "\t{ // %zu: %.*s, %.*s\n"
			  "\t\t.span = { .base = 0x%08x, .size = %u },\n"
			  "\t\t.attributes = %.*s,\n"
			  "\t},\n",
			  tables->regions.count++, STR_ARG(tables->model->tasks[task].name),
			  STR_ARG(pieces[i].what), pieces[i].base, pieces[i].size,
			  STR_ARG(attributes_of(tables, &pieces[i])));
	add_run(tables, "regions", &tables->regions, first);
}

// The registers of the protection unit, a pair for each of its regions.
static void add_protection(struct tables *tables, const struct protect_piece *pieces, size_t count)
{
	struct text *text = &tables->text;
	uint32_t number = 0;

	text_adds(text, "\t\t.protection = { .words = { // base and attributes of each region\n");
	for (size_t i = 0; i < count; i++) {
		const struct protect_piece *piece = &pieces[i];
		struct pmsav7_access access = {.write = piece->write,
					       .execute = piece->execute,
					       .device = piece->device,
					       .dma = piece->dma};
		struct pmsav7_region regions[2];
		size_t n = protect_regions(piece, regions);

		for (size_t r = 0; r < n; r++, number++)
			text_addf(text, "\t\t\t0x%08x, 0x%08x, // %.*s\n",
				  pmsav7_rbar(regions[r], number), pmsav7_rasr(regions[r], access),
				  STR_ARG(piece->what));
	}
	struct pmsav7_region off = {0};
	for (; number < PMSAV7_REGIONS; number++)
		text_addf(text, "\t\t\t0x%08x, 0x00000000, // off\n", pmsav7_rbar(off, number));
	text_adds(text, "\t\t} },\n");
}

static void add_irqs(struct tables *tables, size_t task)
{
	const struct image_task *of = &tables->model->tasks[task];
	size_t first = tables->irqs.count;

	for (size_t i = 0; i < of->irq_count; i++) {
		const struct image_irq *irq = &of->irqs[i];
		const struct image_peripheral *from = &tables->model->peripherals[irq->peripheral];

		text_addf(&tables->irqs.text,
			  "\t{ .line = %u, .notification = 1u << %u }, // %zu: %.*s, %.*s.%.*s\n",
			  irq->line, irq->notification, tables->irqs.count++, STR_ARG(of->name),
			  STR_ARG(from->name), STR_ARG(irq->name));
	}
	add_run(tables, "irqs", &tables->irqs, first);
}

static void add_peers(struct tables *tables, size_t task)
{
	const struct image_model *model = tables->model;
	size_t first = tables->peers.count;

	for (size_t other = 0; other < model->task_count; other++) {
		bool sends = image_may_send(model, task, other);
		bool receives = image_may_send(model, other, task);

		if (!(sends || receives))
			continue;
		text_addf(&tables->peers.text, "\t%zu, // %zu: %.*s %s %.*s\n", other,
			  tables->peers.count++, STR_ARG(model->tasks[task].name),
			  !receives ? "sends to"
			  : !sends  ? "receives from"
				    : "sends to and receives from",
			  STR_ARG(model->tasks[other].name));
	}
	add_run(tables, "peers", &tables->peers, first);
}

static struct str grants_of(const struct tables *tables, uint8_t grants)
{
	static const struct {
		uint8_t bit;
		const char *name;
	} names[] = {
		{KIPC_GRANT_READ_STATUS, "KIPC_GRANT_READ_STATUS"},
		{KIPC_GRANT_RESTART, "KIPC_GRANT_RESTART"},
		{KIPC_GRANT_FAULT, "KIPC_GRANT_FAULT"},
		{KIPC_GRANT_RESET, "KIPC_GRANT_RESET"},
		{KIPC_GRANT_DUMP, "KIPC_GRANT_DUMP"},
		{KIPC_GRANT_SOFTWARE_IRQ, "KIPC_GRANT_SOFTWARE_IRQ"},
	};
	struct text text = {.arena = tables->model->arena};

	if (grants == KIPC_GRANT_ALL)
		return S("KIPC_GRANT_ALL");
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		add_attribute(&text, (grants & names[i].bit) != 0, names[i].name);
	return text.len == 0 ? S("0") : text_str(&text);
}

// The tasks that it may send to, as a set of indices.
static void add_sends(struct tables *tables, size_t task)
{
	const struct image_model *model = tables->model;

	text_adds(&tables->text, "\t\t.sends = {");
	for (size_t first = 0; first < model->task_count; first += 32) {
		uint32_t bits = 0;

		for (size_t bit = 0; bit < 32 && first + bit < model->task_count; bit++)
			bits |= (uint32_t)image_may_send(model, task, first + bit) << bit;
		text_addf(&tables->text, "%s0x%08x", first == 0 ? " " : ", ", bits);
	}
	text_adds(&tables->text, " },\n");
}

static void add_task(struct tables *tables, size_t task)
{
	const struct image_task *of = &tables->model->tasks[task];
	const struct layout_part *part = &tables->layout->tasks[task];
	struct text *text = &tables->text;
	size_t count;
	struct protect_piece *pieces = protect_pieces(tables->model, tables->layout, task, &count);

	text_addf(text, "\t[%zu] = { // %.*s, from %.*s\n", task, STR_ARG(of->name),
		  STR_ARG(of->package));
	add_protection(tables, pieces, count);
	text_addf(text, "\t\t.entry = 0x%08x,\n", tables->entries[task]);
	text_addf(text, "\t\t.own = { .base = 0x%08x, .size = %u },\n", part->ram.base,
		  part->ram.size);
	text_addf(text, "\t\t.stack_top = 0x%08x,\n", part->ram.base + of->stacksize);
	add_spans(tables, task, pieces, count, true);
	add_spans(tables, task, pieces, count, false);
	add_regions(tables, task, pieces, count);
	add_irqs(tables, task);
	add_peers(tables, task);
	text_addf(text, "\t\t.priority = %u,\n", of->priority);
	text_addf(text, "\t\t.level = %u,\n", level_of(tables->model, of->priority));
	text_addf(text, "\t\t.flags = %s,\n", of->start ? "TASK_DESC_START" : "0");
	text_addf(text, "\t\t.grants = %.*s,\n", STR_ARG(grants_of(tables, of->grants)));
	text_addf(text, "\t\t.rank = %zu,\n", rank_of(tables->model, task));
	add_sends(tables, task);
	text_adds(text, "\t},\n");
}

// A pool as an array. C has no empty arrays: an empty pool has one unused element.
static void add_pool(struct tables *tables, const char *declaration, const struct pool *pool,
		     const char *empty)
{
	text_addf(&tables->text, "\nconst %s[] = {\n", declaration);
	if (pool->count == 0)
		text_addf(&tables->text, "\t%s, // there are none\n", empty);
	else
		text_add(&tables->text, text_str(&pool->text));
	text_adds(&tables->text, "};\n");
}

static void add_irq_owners(struct tables *tables)
{
	const struct image_model *model = tables->model;
	struct text *text = &tables->text;
	struct text positions = {.arena = model->arena};
	size_t position = 1;

	text_adds(text,
		  "\nconst struct irq_owner app_irq_owner[] = {\n\t[0] = { .task = NULL },\n");
	for (size_t task = 0; task < model->task_count; task++) {
		const struct image_task *of = &model->tasks[task];

		for (size_t i = 0; i < of->irq_count; i++, position++) {
			uint32_t line = of->irqs[i].line;

			text_addf(text,
				  "\t[%zu] = { // %.*s\n"
				  "\t\t.task = &kernel.task[%zu],\n"
				  "\t\t.notification = 0x%08x,\n"
				  "\t\t.mask = ARCH_IRQ_MASK(%u),\n"
				  "\t},\n",
				  position, STR_ARG(of->name), task, 1u << of->irqs[i].notification,
				  line);
			text_addf(&positions, "\t[%u] = %zu,\n", line, position);
		}
	}
	text_adds(text, "};\n\nconst uint8_t app_owner_of_irq[ARCH_IRQS] = {\n");
	text_adds(&positions, position == 1 ? "\t0, // nobody owns an interrupt\n" : "");
	text_add(text, text_str(&positions));
	text_adds(text, "};\n");
}

static void add_ranks(struct tables *tables)
{
	const struct image_model *model = tables->model;
	size_t *by_rank = ARENA_ARRAY(model->arena, size_t, model->task_count);

	for (size_t task = 0; task < model->task_count; task++)
		by_rank[rank_of(model, task)] = task;
	text_adds(&tables->text, "\nconst uint16_t app_by_rank[KERN_TASKS] = {\n");
	for (size_t rank = 0; rank < model->task_count; rank++)
		text_addf(&tables->text, "\t%zu, // %.*s\n", by_rank[rank],
			  STR_ARG(model->tasks[by_rank[rank]].name));
	text_adds(&tables->text, "};\n");
}

static uint32_t common_divisor(uint32_t a, uint32_t b)
{
	while (b != 0) {
		uint32_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

// What the clock counts, and how fast: cycles and ms that take equally long.
static void add_counter(struct tables *tables)
{
	const struct image_model *model = tables->model;
	uint32_t divisor = common_divisor(model->counter_clock, 1000);

	text_addf(&tables->text,
		  "const struct app_rate app_counter_rate = {.cycles = %u, .ms = %u};\n"
		  "const uint32_t app_counter = 0x%08x;\n",
		  (unsigned)(model->counter_clock / divisor), (unsigned)(1000 / divisor),
		  model->counter == IMAGE_NO_INDEX
			  ? 0
			  : (unsigned)model->peripherals[model->counter].address);
}

struct str emit_tables(const struct image_model *model, const struct layout *layout,
		       const uint32_t *entries)
{
	struct tables tables = {
		.model = model,
		.layout = layout,
		.entries = entries,
		.text.arena = model->arena,
		.spans.text.arena = model->arena,
		.regions.text.arena = model->arena,
		.irqs.text.arena = model->arena,
		.peers.text.arena = model->arena,
	};

	text_addf(&tables.text,
		  "// The tables of %.*s for %.*s. Generated from %.*s: change that instead.\n"
		  "#include \"kern/app.h\"\n"
		  "\n"
		  "#include \"abi/kipc.h\"\n"
		  "#include \"kern/kernel.h\"\n"
		  "\n"
		  "const struct task_desc app_task[KERN_TASKS] = {\n",
		  STR_ARG(model->name), STR_ARG(model->board.name), STR_ARG(model->app_file));
	for (size_t task = 0; task < model->task_count; task++)
		add_task(&tables, task);
	text_adds(&tables.text, "};\n");
	add_pool(&tables, "struct span app_span", &tables.spans, "{ 0 }");
	add_pool(&tables, "struct region app_region", &tables.regions, "{ 0 }");
	add_pool(&tables, "struct irq_route app_irq", &tables.irqs, "{ 0 }");
	add_irq_owners(&tables);
	add_pool(&tables, "uint16_t app_peer", &tables.peers, "0");
	add_ranks(&tables);
	text_addf(&tables.text,
		  "\n// The builder writes the hash of the finished image over this.\n"
		  "const uint64_t app_image_id = 0;\n"
		  "\nconst uint32_t app_cycles_per_ms = %u;\n",
		  (unsigned)((model->clock + 999) / 1000));
	add_counter(&tables);
	return text_str(&tables.text);
}
