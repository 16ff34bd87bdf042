// Pong: answers a number with its successor or its complement (idl/pong.h).
#include "idl/pong.h"
#include "ulib/counters.h"
#include "ulib/sys.h"

#define PONG_COUNTERS(X) X(increments) X(complements) X(refused)
COUNTERS(pong, PONG_COUNTERS);

static void refuse(const struct message *message, enum reply_fault reason)
{
	pong_counters.refused++;
	sys_reply_fault(message->sender, reason);
}

static void serve(const struct message *message, uint32_t value)
{
	switch (message->operation) {
	case PONG_INCREMENT:
		pong_counters.increments++;
		value = value + 1;
		break;
	case PONG_COMPLEMENT:
		pong_counters.complements++;
		value = ~value;
		break;
	default:
		refuse(message, REPLY_FAULT_UNDEFINED_OPERATION);
		return;
	}
	sys_reply(message->sender, 0, &value, sizeof value);
}

int main(void)
{
	for (;;) {
		struct message message;
		uint32_t value;

		sys_recv_open(&value, sizeof value, 0, &message);
		if (message.size != sizeof value)
			refuse(&message, REPLY_FAULT_BAD_MESSAGE_SIZE);
		else if (message.lease_count != 0)
			refuse(&message, REPLY_FAULT_BAD_LEASES);
		else if (message.reply_room < sizeof value)
			refuse(&message, REPLY_FAULT_REPLY_BUFFER_TOO_SMALL);
		else
			serve(&message, value);
	}
}
