// The harbour: reads the cargo that ferry lends, and writes it back complemented.
//
// Anyone may call. Whoever is not ferry is served with care: what is lent may not be
// there any more, the lender may be gone, and a reply must not be larger than its room.
#include "gen/task.h"
#include "test/soak/protocol.h"
#include "ulib/panic.h"

static uint8_t cargo[CARGO_SIZE];

// In two parts, one of them odd.
static void fetch(struct task_id ferry, uint32_t first)
{
	struct sys_result result = sys_borrow_read(ferry, 0, 0, cargo, first);

	ASSERT(result.code == 0 && result.size == first);
	result = sys_borrow_read(ferry, 0, first, cargo + first, sizeof cargo - first);
	ASSERT(result.code == 0 && result.size == CARGO_SIZE - first);
}

static void serve_ferry(const struct message *message, const struct trip *trip)
{
	struct receipt receipt = {trip->number, 0};
	struct sys_result result;
	uint32_t sum = 0;

	ASSERT(message->operation == HARBOUR_TURN && message->size == sizeof *trip);
	ASSERT(message->reply_room == sizeof receipt && message->lease_count == 2);
	fetch(message->sender, 1 + trip->number % (CARGO_SIZE - 1));
	for (uint32_t i = 0; i < CARGO_SIZE; i++) {
		ASSERT(cargo[i] == cargo_byte(trip->number, i));
		sum += cargo[i];
		cargo[i] = cargo_turned(cargo[i]);
		receipt.sum += cargo[i];
	}
	ASSERT(sum == trip->sum);
	result = sys_borrow_write(message->sender, 0, 0, cargo, sizeof cargo);
	ASSERT(result.code == 0 && result.size == CARGO_SIZE);
	// what it has lent to be read only
	result = sys_borrow_write(message->sender, 1, 0, cargo, sizeof receipt);
	ASSERT(result.code == SYS_CODE_DEFECT && result.size == 0);
	sys_reply(message->sender, 0, &receipt, sizeof receipt);
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

// What it lends is looked at from its first byte, which is there whatever becomes of
// the rest.
static void serve_stranger(const struct message *message)
{
	if (message->lease_count > 0) {
		(void)sys_borrow_info(message->sender, message->lease_count - 1);
		(void)sys_borrow_read(message->sender, 0, 0, cargo, sizeof cargo);
		(void)sys_borrow_write(message->sender, message->lease_count - 1, 0, cargo, 5);
	}
	if (message->operation % 4 == 0)
		sys_reply_fault(message->sender, REPLY_FAULT_UNDEFINED_OPERATION);
	else if (message->operation % 4 != 1)
		sys_reply(message->sender, message->operation, cargo,
			  smaller(message->reply_room, sizeof cargo));
}

int main(void)
{
	for (;;) {
		struct message message;
		struct trip trip;

		sys_recv_open(&trip, sizeof trip, 0, &message);
		if (task_id_index(message.sender.raw) == TASK_FERRY)
			serve_ferry(&message, &trip);
		else
			serve_stranger(&message);
	}
}
