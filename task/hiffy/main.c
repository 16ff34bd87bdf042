// Hiffy: makes calls for a debugger (abi/hiffy.h).
//
// An app that wants this has, above its idle task:
//
//	[tasks.hiffy]
//	priority = 8
//	stacksize = 256
//	sends-to = "any"
//
// It believes what the debugger wrote: the kernel checks every address, and a mistake
// stops nobody else.
#include "abi/hiffy.h"

#include "abi/attr.h"
#include "gen/task.h"
#include "ulib/sys.h"
#include "ulib/time.h"

struct calls {
	struct hiffy head;
	uint8_t room[CONFIG_ROOM];
};

// Others read and write it behind the compiler's back.
KEPT _Alignas(8) volatile struct calls hiffy_calls;

static void *at(uint32_t address)
{
	return (void *)(uintptr_t)address;
}

static void make_call(volatile struct hiffy *calls)
{
	struct task_id to = sys_refresh_task_id(task_id_of(calls->task, 0));
	uint32_t leases = (uint32_t)(uintptr_t)calls->leases;
	struct sys_result result =
		sys_send(to, (uint16_t)calls->operation, at(calls->message), calls->message_size,
			 at(calls->reply), calls->reply_room, at(leases), calls->lease_count);

	calls->code = result.code;
	calls->reply_size = result.size;
}

int main(void)
{
	volatile struct hiffy *calls = &hiffy_calls.head;

	calls->version = HIFFY_VERSION;
	calls->poll_ms = CONFIG_POLL_MS;
	calls->room_size = CONFIG_ROOM;
	calls->magic = HIFFY_MAGIC;
	for (;;) {
		uint32_t kick = calls->kick;

		if (kick != calls->done) {
			make_call(calls);
			calls->done = kick;
		}
		time_sleep_for(CONFIG_POLL_MS);
	}
}
