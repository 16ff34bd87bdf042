// The gauge: gives tide's words back, each increased by its position. It uses floating
// point for nothing, so that it has registers of that kind, too.
#include "gen/task.h"
#include "test/soak/protocol.h"
#include "ulib/panic.h"

static uint32_t words[GAUGE_WORDS];

static void use_float(void)
{
#ifdef __ARM_FP
	__asm__ volatile("vmov.f32 s0, #1.0\n\t"
			 "vmov.f32 s31, #2.0" ::
				 : "s0", "s31");
#endif
}

static void serve_stranger(const struct message *message)
{
	if (message->operation % 4 == 0)
		sys_reply_fault(message->sender, REPLY_FAULT_ACCESS_VIOLATION);
	else
		sys_reply(message->sender, message->operation, NULL, 0);
}

int main(void)
{
	for (;;) {
		struct message message;

		sys_recv_open(words, sizeof words, 0, &message);
		if (task_id_index(message.sender.raw) != TASK_TIDE) {
			serve_stranger(&message);
			continue;
		}
		ASSERT(message.operation == GAUGE_READ && message.size == sizeof words);
		ASSERT(message.reply_room == sizeof words + 4);
		for (uint32_t i = 0; i < GAUGE_WORDS; i++)
			words[i] += i;
		use_float();
		sys_reply(message.sender, 0, words, sizeof words);
	}
}
