// Chance (chance.h).
#include "test/soak/pirate/chance.h"

#include "gen/task.h"

extern uint32_t _stack_base[], __ram_end[], __flash_start[], __flash_end[];

#define PAGE 0x1000u // beyond its ends a task may have this much, for the protection unit's sake
#define KERNEL_FLASH 0x00000000u
#define KERNEL_RAM 0x20000000u
#define KERNEL_SIZE 0x800u  // less than it has of either
#define RAM_IN_USE 0x10000u // more than the image
#define OWN_DEVICE 0x40001000u
#define DEVICES 0x40000000u
#define SYSTEM_CONTROL 0xE000E000u
#define NOWHERE 0x30000000u

uint8_t chance_arena[ARENA_SIZE] __attribute__((aligned(8)));

static uint32_t state;
static uint32_t own_index;
static uint32_t evil_one_in;            // deeds
static struct task_id seen[TASK_COUNT]; // by index

void chance_seed(uint32_t seed, uint32_t self)
{
	own_index = self;
	state = seed != 0 ? seed : 1;
	for (uint32_t i = 0; i < TASK_COUNT; i++)
		seen[i] = task_id_of(i, 0);
	evil_one_in = 4u << 2 * chance_below(3);
}

// xorshift32, and a multiplication, lest the low bits be poor.
uint32_t chance_word(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state * 0x9E3779B1u;
}

uint32_t chance_below(uint32_t limit)
{
	return (chance_word() >> 8) % limit;
}

bool chance_one_in(uint32_t n)
{
	return chance_below(n) == 0;
}

bool chance_is_evil(void)
{
	return chance_one_in(evil_one_in);
}

uint32_t chance_number(void)
{
	static const uint32_t edges[] = {
		0xFF,       0x100,      0xFFFF,     0x10000,    0x7FFFFFFF, 0x80000000,
		0x80000001, 0xFFFFFF00, 0xFFFFFFFC, 0xFFFFFFFE, 0xFFFFFFFF, 0x15555556,
	};

	switch (chance_below(8)) {
	case 0:
		return edges[chance_below(sizeof edges / sizeof edges[0])];
	case 1:
		return 1u << chance_below(32);
	case 2:
		return chance_word();
	default:
		return chance_below(40);
	}
}

static bool touches(uint32_t base, uint32_t size, uint32_t from, uint32_t to)
{
	return base < to && (uint64_t)base + size > from;
}

// Whether no byte of it can be the pirate's.
static bool is_foreign(uint32_t base, uint32_t size)
{
	uint32_t stack = (uint32_t)_stack_base;
	uint32_t flash = (uint32_t)__flash_start;

	return !touches(base, size, stack, (uint32_t)__ram_end + PAGE) &&
	       !touches(base, size, flash, (uint32_t)__flash_end + PAGE) &&
	       !touches(base, size, REGION_PSRAM_BASE, REGION_PSRAM_BASE + REGION_PSRAM_SIZE);
}

// Anywhere, the kernel's and others' memory above all.
static uint32_t any_address(void)
{
	switch (chance_below(10)) {
	case 0:
		return KERNEL_FLASH + chance_below(RAM_IN_USE);
	case 1:
	case 2:
	case 3:
		return KERNEL_RAM + chance_below(RAM_IN_USE);
	case 4:
		return DEVICES + chance_below(0x30000);
	case 5:
		return OWN_DEVICE + chance_below(16);
	case 6:
		return SYSTEM_CONTROL + chance_below(0x1000);
	case 7:
		return 0 - chance_below(64);
	case 8:
		return NOWHERE + chance_below(16);
	default:
		return chance_word();
	}
}

uint32_t chance_foreign(void)
{
	uint32_t address = any_address() & ~3u;

	if (is_foreign(address, 4) && (address & ~0xFFFu) != OWN_DEVICE &&
#ifdef REGION_DMA_BASE
	    !touches(address, 4, REGION_DMA_BASE, REGION_DMA_BASE + REGION_DMA_SIZE) &&
#endif
	    address < 0xFFFFFFF0u)
		return address;
	return KERNEL_RAM;
}

uint32_t chance_kernels(void)
{
	return (chance_one_in(2) ? KERNEL_FLASH : KERNEL_RAM) + (chance_below(KERNEL_SIZE) & ~3u);
}

// Within [base, base + size), reaching to its end now and then.
static struct stretch within(uint32_t base, uint32_t size)
{
	uint32_t from = chance_below(size + 1);
	uint32_t room = size - from;
	uint32_t n = chance_one_in(8) ? room : chance_below((room < 64 ? room : 64) + 1);

	if (chance_one_in(4))
		from &= ~3u;
	return (struct stretch){base + from, n, false};
}

// Where pirates meet: a few bytes that many use, or so many that a copy takes long.
static struct stretch shared(void)
{
	return within(REGION_PSRAM_BASE, chance_one_in(4) ? 0x4000 : 32);
}

// Foreign memory, or a device, or DMA, or what begins well and does not end well.
static struct stretch evil_stretch(void)
{
	struct stretch stretch;

	switch (chance_below(4)) {
	case 0:
		stretch.base = (uint32_t)chance_arena + chance_below(ARENA_SIZE);
		stretch.size = chance_number();
		break;
#ifdef REGION_DMA_BASE
	case 1:
		stretch.base = REGION_DMA_BASE - 8 + chance_below(16);
		stretch.size = chance_below(64);
		break;
#endif
	default:
		stretch.base = any_address();
		stretch.size = chance_number();
		break;
	}
	stretch.forbidden = stretch.size != 0 && is_foreign(stretch.base, stretch.size);
	if (stretch.size > UINT32_MAX - stretch.base)
		stretch.forbidden = true; // it wraps
	return stretch;
}

struct stretch chance_readable(bool evil)
{
	uint32_t flash = (uint32_t)__flash_start;
	uint32_t stack = (uint32_t)_stack_base;

	if (evil)
		return evil_stretch();
	switch (chance_below(8)) {
	case 0:
		return within(flash, (uint32_t)__flash_end - flash);
	case 1:
		return within(stack, (uint32_t)__ram_end - stack);
	case 2:
		return shared();
	default:
		return within((uint32_t)chance_arena, ARENA_SIZE);
	}
}

struct stretch chance_writable(bool evil)
{
	uint32_t flash = (uint32_t)__flash_start;
	uint32_t stack = (uint32_t)_stack_base;
	struct stretch stretch;

	if (evil && chance_one_in(4)) {
		stretch = within(flash, (uint32_t)__flash_end - flash);
		stretch.forbidden = stretch.size != 0;
		return stretch;
	}
	if (evil)
		return evil_stretch();
	if (CONFIG_WILD && chance_one_in(32))
		return within(stack, (uint32_t)__ram_end - stack);
	if (chance_one_in(8))
		return shared();
	return within((uint32_t)chance_arena, ARENA_SIZE);
}

struct task_id chance_task(bool evil)
{
	uint32_t index = chance_below(TASK_COUNT);

	if (evil) {
		static const uint32_t odd[] = {TASK_ID_KERNEL, TASK_ID_UNBOUND, TASK_COUNT,
					       TASK_INDEX_MASK, 0x1FFFF};

		if (chance_one_in(4))
			return (struct task_id){chance_word()};
		return (struct task_id){odd[chance_below(sizeof odd / sizeof odd[0])]};
	}
	if (chance_one_in(16))
		return task_id_of(index, task_id_generation(seen[index].raw) + chance_below(3) - 1);
	return seen[index];
}

struct task_id chance_server(void)
{
	static const uint16_t servers[] = {
		TASK_PIRATE1, TASK_PIRATE2, TASK_PIRATE3, TASK_PIRATE4, TASK_HARBOUR,
		TASK_HARBOUR, TASK_GAUGE,   TASK_NORTH,   TASK_KEEPER,
	};

	uint32_t index;

	do
		index = servers[chance_below(sizeof servers / sizeof servers[0])];
	while (index == own_index && !chance_one_in(16));
	return seen[index];
}

void chance_saw(struct task_id id)
{
	uint32_t index = task_id_index(id.raw);

	if (index < TASK_COUNT)
		seen[index] = (struct task_id){id.raw & 0xFFFFu};
}
