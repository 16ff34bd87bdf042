// Cast: one program for many tasks, each in the role that app.toml gives it.
//
// What the debugger should say of a role is in test/golden/debug, where {name} stands
// for the line here that ends in "// at name".
#include <stddef.h>

#include "abi/attr.h"
#include "gen/task.h"
#include "ulib/panic.h"
#include "ulib/sys.h"
#include "ulib/time.h"

// The compiler takes nothing from calls of such a function, so all frames and arguments
// are there to be found.
#define AS_WRITTEN __attribute__((noipa))

// Keeper's second notification.
#define ALARM (1u << 1)

// Where teller stops everything.
#define SETTLED_AFTER 5u // ms

// Memory that no task may touch, and an address where there is no code.
#define KERNEL_MEMORY ((const void *)0x20000000u)
#define NOWHERE ((void (*)(void))0x30000001u)

struct order {
	uint16_t amount;
	uint16_t price;
};

static struct task_id task_at(uint32_t index)
{
	return sys_refresh_task_id(task_id_of(index, 0));
}

// Takes one message, and from then on waits only for an alarm that is far away.
AS_WRITTEN static void keep(void)
{
	struct message message;
	uint8_t text[8];

	sys_recv_open(text, sizeof text, 0, &message);
	time_notify_after(1000000, ALARM);
	for (;;)
		sys_recv_notification(ALARM); // at keep
}

static uint32_t total_of(const struct order *order)
{
	struct task_id to = task_at(TASK_KEEPER);
	uint32_t total = (uint32_t)order->amount * order->price;

	(void)sys_send(to, 7, order, sizeof *order, &total, sizeof total, NULL, 0); // at total_of
	return total;
}

AS_WRITTEN static uint32_t call(uint16_t amount)
{
	struct order order = {.amount = amount, .price = 3};

	return total_of(&order) + 1; // at call
}

// Unlike `x / 0`, never known to the compiler.
static uint32_t quotient(uint32_t dividend, volatile uint32_t divisor)
{
	return dividend / divisor; // at quotient
}

AS_WRITTEN static uint32_t divide(uint32_t count, float weight)
{
	volatile float scaled = weight * 0.5f;

	__asm__ volatile("" ::: "memory");    // it is stored by then
	uint32_t result = quotient(count, 0); // at divide

	return result + (uint32_t)scaled;
}

// Each call takes some stack; there is none left long before the last.
AS_WRITTEN static uint32_t dig(uint32_t depth)
{
	volatile uint32_t spoil[4] = {depth};

	return depth == 1000 ? 0 : dig(depth + 1) + spoil[depth % 4]; // at dig
}

// The call is the last thing in it, and never returns.
NORETURN AS_WRITTEN static void give_up(uint32_t reason)
{
	(void)reason;
	panic("nothing left to do"); // at give_up
}

NORETURN AS_WRITTEN static void quit(void)
{
	give_up(4); // at quit
}

struct box {
	uint32_t size;
	uint32_t content;
};

AS_WRITTEN static void fill(struct box *volatile box)
{
	box->content = 1; // at fill
}

AS_WRITTEN static void jump(void (*volatile where)(void))
{
	where(); // at jump
	__asm__ volatile("");
}

// The caller has no slot for the supervisor.
AS_WRITTEN static void intrude(void)
{
	(void)sys_send(task_at(TASK_BOSS), 1, NULL, 0, NULL, 0, NULL, 0); // at intrude
}

AS_WRITTEN static void misplace(void)
{
	(void)sys_send(task_at(TASK_KEEPER), 2, KERNEL_MEMORY, 16, NULL, 0, NULL, 0); // at misplace
}

AS_WRITTEN static void ask(uint32_t index)
{
	(void)sys_send(task_at(index), 9, NULL, 0, NULL, 0, NULL, 0); // at ask
}

AS_WRITTEN static uint32_t listen_to(uint32_t index)
{
	struct message message;

	return sys_recv_from(task_at(index), NULL, 0, 0, &message); // at listen_to
}

AS_WRITTEN static void judge(void)
{
	struct message message;

	for (;;) {
		sys_recv_open(NULL, 0, 0, &message); // at judge
		sys_reply_fault(message.sender, REPLY_FAULT_UNDEFINED_OPERATION);
	}
}

// The test's breakpoint.
void debug_settled(void);
AS_WRITTEN void debug_settled(void)
{
	__asm__ volatile("" ::: "memory");
}

AS_WRITTEN static void tell(void)
{
	time_sleep_for(SETTLED_AFTER);
	debug_settled(); // at tell
	__asm__ volatile("");
}

AS_WRITTEN static void rest(void)
{
	__asm__ volatile("" ::: "memory");
}

// Never gives the processor away, and has floating-point registers in use: `rate` has to
// outlast a call, and is in one that whoever is called must save.
AS_WRITTEN static void work(volatile float step)
{
	float rate = step * 6;

	for (;;) {
		rest();
		step = rate / 6;
	}
}

// The compiler compares, and leaves out all roles but one.
#define PLAYS(role) (__builtin_strcmp(CONFIG_ROLE, role) == 0)

int main(void)
{
	if (PLAYS("keeper"))
		keep();
	if (PLAYS("caller"))
		call(14); // at main_call
	if (PLAYS("queued"))
		ask(TASK_KEEPER);
	if (PLAYS("listener"))
		listen_to(TASK_LATE);
	if (PLAYS("judge"))
		judge();
	if (PLAYS("refused"))
		ask(TASK_JUDGE);
	if (PLAYS("divider"))
		divide(1000, 2.5f);
	if (PLAYS("digger"))
		dig(0);
	if (PLAYS("quitter"))
		quit();
	if (PLAYS("stray"))
		fill(NULL);
	if (PLAYS("jumper"))
		jump(NOWHERE);
	if (PLAYS("rude"))
		intrude();
	if (PLAYS("sloppy"))
		misplace();
	if (PLAYS("teller"))
		tell();
	if (PLAYS("worker"))
		work(0.125f);
	for (;;)
		sys_recv_notification(1);
}
