// A target that is pieces of memory here (target_pieces.h).
#include "tool/target/target_pieces.h"

#include <string.h>

struct pieces_target {
	struct target target;
	const struct target_piece *pieces;
	size_t count;
	const struct registers *registers;
};

static struct pieces_target *of(struct target *target)
{
	return (struct pieces_target *)target;
}

// Copies what the first piece with this address has of n bytes; 0 if there is none.
static size_t read_one(const struct pieces_target *self, uint32_t address, uint8_t *to, size_t n)
{
	for (size_t i = 0; i < self->count; i++) {
		const struct target_piece *piece = &self->pieces[i];
		uint32_t offset = address - piece->address;

		if (offset >= piece->size)
			continue;
		if (n > piece->size - offset)
			n = piece->size - offset;
		memcpy(to, piece->bytes + offset, n);
		return n;
	}
	return 0;
}

static size_t read_memory(struct target *target, uint32_t address, void *to, size_t n)
{
	uint8_t *at = to;
	size_t done = 0;
	size_t got;

	do {
		got = read_one(of(target), address + (uint32_t)done, at + done, n - done);
		done += got;
	} while (got > 0 && done < n);
	target->problem = done == n ? NULL : "it does not hold that memory";
	return done;
}

static bool read_registers(struct target *target, struct registers *to)
{
	if (of(target)->registers == NULL) {
		target->problem = "it does not hold the processor's registers";
		return false;
	}
	*to = *of(target)->registers;
	return true;
}

static const struct target_ops ops = {
	.read = read_memory,
	.read_registers = read_registers,
};

struct target *target_open_pieces(struct arena *arena, enum target_kind kind, struct str name,
				  const struct target_piece *pieces, size_t count,
				  const struct registers *registers)
{
	struct pieces_target *self = ARENA_NEW(arena, struct pieces_target);

	*self = (struct pieces_target){
		.target =
			{
				.ops = &ops,
				.kind = kind,
				.arena = arena,
				.name = name,
				.halted = true,
			},
		.pieces = pieces,
		.count = count,
		.registers = registers,
	};
	return &self->target;
}
