// Kernel operations: requests packed, responses unpacked.
//
// The kernel stops a caller that asks for what it may not, so the only code
// that can come back is that of READ_PANIC_MESSAGE.
#include "ulib/kipc.h"

#include "ulib/panic.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "words go on the wire as they are");

static struct sys_result ask(enum kipc_op operation, const void *request, size_t size,
			     void *response, size_t room)
{
	return sys_send(task_id_kernel(), operation, request, size, response, room, NULL, 0);
}

struct task_state kipc_read_task_status(uint32_t index)
{
	uint8_t bytes[KIPC_STATE_MAX];
	size_t size = kipc_read_task_status_raw(index, bytes);
	struct task_state state;

	ASSERT(task_state_decode(&state, bytes, size) != 0);
	return state;
}

size_t kipc_read_task_status_raw(uint32_t index, uint8_t bytes[static KIPC_STATE_MAX])
{
	size_t size = ask(KIPC_READ_TASK_STATUS, &index, sizeof index, bytes, KIPC_STATE_MAX).size;

	ASSERT(size <= KIPC_STATE_MAX);
	return size;
}

uint32_t kipc_find_faulted_task(uint32_t first)
{
	uint32_t index = 0;

	ask(KIPC_FIND_FAULTED_TASK, &first, sizeof first, &index, sizeof index);
	return index;
}

static void reinit(uint32_t index, bool start)
{
	const struct __attribute__((packed)) {
		uint32_t index;
		uint8_t start;
	} request = {index, start};

	ask(KIPC_REINIT_TASK, &request, sizeof request, NULL, 0);
}

void kipc_restart_task(uint32_t index)
{
	reinit(index, true);
}

void kipc_stop_task(uint32_t index)
{
	reinit(index, false);
}

void kipc_fault_task(uint32_t index)
{
	ask(KIPC_FAULT_TASK, &index, sizeof index, NULL, 0);
}

uint64_t kipc_read_image_id(void)
{
	uint64_t id = 0;

	ask(KIPC_READ_IMAGE_ID, NULL, 0, &id, sizeof id);
	return id;
}

NORETURN void kipc_reset(void)
{
	ask(KIPC_RESET, NULL, 0, NULL, 0);
	panic("reset returned");
}

void kipc_software_irq(uint32_t index, uint32_t bits)
{
	const uint32_t request[] = {index, bits};

	ask(KIPC_SOFTWARE_IRQ, request, sizeof request, NULL, 0);
}

struct sys_result kipc_read_panic_message(uint32_t index, char *to, size_t room)
{
	return ask(KIPC_READ_PANIC_MESSAGE, &index, sizeof index, to, room);
}

bool kipc_get_dump_region(uint32_t index, uint32_t number, struct kipc_region *region)
{
	const uint32_t request[] = {index, number};
	struct __attribute__((packed)) {
		uint8_t present;
		struct kipc_region region;
	} response = {0};

	ask(KIPC_GET_DUMP_REGION, request, sizeof request, &response, sizeof response);
	*region = response.region;
	return response.present != 0;
}

size_t kipc_read_dump_region(uint32_t index, struct kipc_region region, void *to, size_t room)
{
	const uint32_t request[] = {index, region.base, region.size};

	return ask(KIPC_READ_DUMP_REGION, request, sizeof request, to, room).size;
}

bool kipc_take_epitaph(struct epitaph *epitaph)
{
	return ask(KIPC_TAKE_EPITAPH, NULL, 0, epitaph, sizeof *epitaph).size == sizeof *epitaph;
}
