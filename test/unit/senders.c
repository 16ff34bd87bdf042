// Who is received first, among as many senders as there are tasks: the order is that
// of importance, then of the table, whoever came first. Built for several sizes.
#include "test/unit/unit.h"

#include "abi/sys.h"
#include "kern/check.h"
#include "kern/task.h"
#include "test/unit/drive.h"
#include "test/unit/many.h"
#include "test/unit/random.h"

// Everybody but the receiver and the idle task.
static uint32_t sender[KERN_TASKS];
static uint32_t sender_count;

static uint32_t idle;

static void begin(uint32_t receiver)
{
	many_boot();
	sender_count = 0;
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		if (many_rank(i) == KERN_TASKS - 1)
			idle = i;
		else
			task_wake(task_at(i));
		if (i != receiver && i != idle)
			sender[sender_count++] = i;
	}
}

static void shuffle(void)
{
	for (uint32_t i = sender_count; i-- > 1;) {
		uint32_t other = random_below(i + 1);
		uint32_t task = sender[i];

		sender[i] = sender[other];
		sender[other] = task;
	}
}

static void receive_all(uint32_t receiver, uint32_t count)
{
	uint32_t last = 0;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t rank;

		CALL(receiver, SYS_RECV);
		CHECK(drive_is(receiver, TASK_RUNNABLE));
		rank = many_rank(drive_result(receiver, 1));
		CHECK(i == 0 || rank > last);
		last = rank;
	}
	CALL(receiver, SYS_RECV);
	CHECK(drive_is(receiver, TASK_IN_RECV));
	kernel_check();
}

static void test_order(void)
{
	for (uint32_t receiver = 0; receiver < KERN_TASKS; receiver += 1 + KERN_TASKS / 5) {
		begin(receiver);
		if (receiver == idle)
			continue;
		shuffle();
		for (uint32_t i = 0; i < sender_count; i++)
			CALL(sender[i], SYS_SEND, receiver << 16);
		receive_all(receiver, sender_count);
	}
}

// Senders that fault, are restarted, or are received one by one leave the others.
static void test_some_leave(void)
{
	uint32_t left = 0;

	begin(0);
	shuffle();
	for (uint32_t i = 0; i < sender_count; i++)
		CALL(sender[i], SYS_SEND, 0);
	for (uint32_t i = 0; i < sender_count; i++) {
		switch (random_below(3)) {
		case 0:
			drive_fault(sender[i]);
			break;
		case 1:
			drive_restart(sender[i]);
			break;
		default:
			left++;
		}
	}
	receive_all(0, left);
}

// A restarted receiver has no senders; all of them know.
static void test_receiver_restarted(void)
{
	begin(0);
	for (uint32_t i = 0; i < sender_count; i++)
		CALL(sender[i], SYS_SEND, 0);
	drive_restart(0);
	for (uint32_t i = 0; i < sender_count; i++) {
		CHECK(drive_is(sender[i], TASK_RUNNABLE));
		CHECK(drive_result(sender[i], 0) == (SYS_CODE_DEAD | 1));
	}
	receive_all(0, 0);
}

int main(void)
{
	unit_run("senders: order", test_order);
	unit_run("senders: some leave", test_some_leave);
	unit_run("senders: receiver restarted", test_receiver_restarted);
	return unit_status();
}
