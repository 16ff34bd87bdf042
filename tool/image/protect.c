// Tasks' rights, from the model and the layout.
#include "tool/image/protect.h"

#include <stdlib.h>

static struct protect_piece peripheral_piece(const struct image_peripheral *peripheral)
{
	return (struct protect_piece){
		.what = peripheral->name,
		.base = peripheral->address,
		.size = peripheral->size,
		.read = true,
		.write = true,
		.device = true,
		.place = peripheral->place,
	};
}

static struct protect_piece memory_piece(const struct image_memory *memory)
{
	return (struct protect_piece){
		.what = memory->kind,
		.base = memory->address,
		.size = memory->size,
		.read = memory->read,
		.write = memory->write,
		.execute = memory->execute,
		.dma = memory->dma,
		.place = memory->place,
	};
}

size_t protect_shared_count(const struct image_task *task)
{
	return task->use_count + task->extern_region_count;
}

struct protect_piece protect_shared(const struct image_model *model, const struct image_task *task,
				    size_t index)
{
	if (index < task->use_count)
		return peripheral_piece(&model->peripherals[task->uses[index].index]);
	const struct image_use *use = &task->extern_regions[index - task->use_count];
	return memory_piece(&model->memories[use->index]);
}

bool protect_shared_regions(const struct image_model *model, const struct image_task *task,
			    unsigned *regions)
{
	bool good = true;

	*regions = 0;
	for (size_t i = 0; i < protect_shared_count(task); i++) {
		struct protect_piece piece = protect_shared(model, task, i);
		struct pmsav7_region covering[2];
		size_t n = protect_regions(&piece, covering);

		if (n == 0) {
			diag_error(piece.place,
				   "%.*s (%u bytes at 0x%08x) cannot be given to task %.*s: no two "
				   "protection regions cover exactly that",
				   STR_ARG(piece.what), piece.size, piece.base,
				   STR_ARG(task->name));
			diag_help("make its size a power of two, 32 or more, and its address a "
				  "multiple of its size");
			good = false;
		}
		*regions += (unsigned)n;
	}
	return good;
}

static int by_address(const void *a, const void *b)
{
	const struct protect_piece *left = a;
	const struct protect_piece *right = b;

	return (left->base > right->base) - (left->base < right->base);
}

struct protect_piece *protect_pieces(const struct image_model *model, const struct layout *layout,
				     size_t task, size_t *count)
{
	const struct image_task *of = &model->tasks[task];
	const struct layout_part *part = &layout->tasks[task];
	size_t shared = protect_shared_count(of);
	struct protect_piece *pieces = ARENA_ARRAY(model->arena, struct protect_piece, shared + 2);

	for (size_t i = 0; i < shared; i++)
		pieces[i] = protect_shared(model, of, i);
	pieces[shared] = (struct protect_piece){
		.what = S("flash"),
		.base = part->flash.base,
		.size = part->flash.size,
		.read = true,
		.execute = true,
		.place = of->place,
	};
	pieces[shared + 1] = (struct protect_piece){
		.what = S("ram"),
		.base = part->ram.base,
		.size = part->ram.size,
		.read = true,
		.write = true,
		.place = of->place,
	};
	*count = shared + 2;
	qsort(pieces, *count, sizeof *pieces, by_address);
	return pieces;
}

size_t protect_regions(const struct protect_piece *piece, struct pmsav7_region regions[2])
{
	return pmsav7_cover(piece->base, piece->size, regions, 2);
}
