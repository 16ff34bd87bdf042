// What a pirate does (plunder.h).
//
// Each call gets proper arguments, or now and then an evil one among them. If it names
// memory that is certainly not the pirate's, it has to fault; what comes back as if
// nothing were wrong has escaped. A call that came to nothing for another reason, such
// as a peer that was restarted, has not.
#include "test/soak/pirate/plunder.h"

#include "abi/kipc.h"
#include "gen/task.h"
#include "test/soak/pirate/chance.h"
#include "test/suite/assist/misdeed.h"
#include "ulib/peer.h"

#define LEASES_MOST 4u
#define FORGED_LENGTH 0x7A5Bu // longer than anything that is lent
#define OWN_IRQ 1u            // of those who have one

static struct task_id guest;  // that waits for a reply, perhaps
static uint32_t guest_room;   // for that reply
static uint32_t guest_leases; // that it has lent

// Not where the arena is: what is lent for writing shall not be able to change these,
// unless the table itself is lent.
static struct lease table[LEASES_MOST] __attribute__((aligned(4)));

static struct escape none(void)
{
	return (struct escape){.kind = ESCAPE_NONE};
}

static void put(struct sys_registers *call, uint32_t at, struct stretch stretch)
{
	call->r[at] = stretch.base;
	call->r[at + 1] = stretch.size;
}

static struct escape escaped_if(bool escaped, const struct sys_registers *call)
{
	return escaped ? (struct escape){ESCAPE_CALL, call->r[7], 0} : none();
}

static uint32_t attributes(bool evil)
{
	return evil && chance_one_in(2) ? chance_number() : chance_below(4);
}

static struct stretch loan(uint32_t rights, bool evil)
{
	return (rights & LEASE_WRITE) != 0 ? chance_writable(evil) : chance_readable(evil);
}

// Whether some lease cannot pass. Now and then the table itself is lent.
static bool fill_table(bool evil)
{
	bool forbidden = false;

	for (uint32_t i = 0; i < LEASES_MOST; i++) {
		uint32_t rights = attributes(evil);
		struct stretch stretch = loan(rights, evil);

		if (chance_one_in(8)) {
			rights = LEASE_READ | LEASE_WRITE;
			stretch = (struct stretch){(uint32_t)table, sizeof table, false};
		}
		table[i] = (struct lease){rights, stretch.base, stretch.size};
		forbidden = forbidden || (rights & ~(LEASE_READ | LEASE_WRITE)) != 0 ||
			    (rights != 0 && stretch.forbidden);
	}
	return forbidden;
}

// The lease table of a SEND. Whether it cannot pass.
static bool lend(struct sys_registers *call, bool evil)
{
	struct stretch elsewhere;

	call->r[5] = (uint32_t)table;
	call->r[6] = chance_below(LEASES_MOST + 1);
	if (evil && chance_one_in(4)) {
		elsewhere = chance_readable(true);
		call->r[5] = elsewhere.base;
		call->r[6] = chance_number();
		return call->r[6] > LEASE_COUNT_MAX ||
		       (call->r[6] != 0 && (elsewhere.base % 4 != 0));
	}
	return fill_table(evil && chance_one_in(2)) && call->r[6] == LEASES_MOST;
}

static struct escape send(void)
{
	bool evil = chance_is_evil();
	struct stretch message = chance_readable(evil && chance_one_in(2));
	struct stretch room = chance_writable(evil && chance_one_in(2));
	uint32_t target = (evil ? chance_task(chance_one_in(4)) : chance_server()).raw & 0xFFFFu;
	struct sys_registers call = {{
		[0] = target << 16 | chance_below(chance_one_in(8) ? 0x10000 : 8),
		[7] = SYS_SEND,
	}};
	bool forbidden;

	put(&call, 1, message);
	put(&call, 3, room);
	forbidden = lend(&call, evil) && target != TASK_ID_KERNEL;
	forbidden = forbidden || message.forbidden || room.forbidden;
	sys_stub_raw(&call);
	if (code_is_dead(call.r[0]))
		chance_saw(task_id_of(task_id_index(target), call.r[0] & ~SYS_CODE_DEAD));
	return escaped_if(forbidden && !code_is_dead(call.r[0]), &call);
}

static struct escape reply(void)
{
	bool evil = chance_is_evil();
	struct stretch message = chance_readable(evil);
	struct sys_registers call = {{[0] = chance_one_in(4) ? chance_task(evil).raw : guest.raw,
				      [1] = chance_number(),
				      [7] = SYS_REPLY}};

	if (!evil && message.size > guest_room)
		message.size = guest_room;
	put(&call, 2, message);
	sys_stub_raw(&call);
	return none();
}

// Whom a closed receiver waits for.
static uint32_t from(bool evil)
{
	if (evil)
		return chance_task(chance_one_in(2)).raw;
	return guest.raw != 0 && chance_one_in(2) ? guest.raw : TASK_ID_KERNEL;
}

// Mostly with a timer that ends it.
static struct escape receive(void)
{
	bool evil = chance_is_evil();
	struct stretch buffer = chance_writable(evil);
	struct sys_registers call = {
		{[2] = chance_one_in(4) ? chance_word() : UINT32_MAX, [7] = SYS_RECV}};

	put(&call, 0, buffer);
	if (chance_one_in(4))
		call.r[3] = SYS_RECV_CLOSED | from(evil);
	if (guest.raw != 0 && !chance_one_in(4))
		(void)reply();
	if (!chance_one_in(16))
		sys_set_timer(sys_now() + 1 + chance_below(3), UINT32_MAX);
	sys_stub_raw(&call);
	if (code_is_dead(call.r[0]) || call.r[1] == TASK_ID_KERNEL)
		return none();
	guest = (struct task_id){call.r[1]};
	guest_room = call.r[4];
	guest_leases = call.r[5];
	chance_saw(guest);
	return escaped_if(buffer.forbidden, &call);
}

static struct escape reply_fault(void)
{
	bool evil = chance_is_evil();
	struct sys_registers call = {{[0] = chance_one_in(4) ? chance_task(evil).raw : guest.raw,
				      [1] = evil ? chance_number() : chance_below(6),
				      [7] = SYS_REPLY_FAULT}};

	sys_stub_raw(&call);
	return escaped_if(call.r[1] > REPLY_FAULT_ACCESS_VIOLATION, &call);
}

// Of the guest, mostly within what it has lent; or of anybody.
static struct escape borrow(void)
{
	bool evil = chance_is_evil();
	bool reads = chance_one_in(2);
	struct stretch buffer = reads ? chance_writable(evil) : chance_readable(evil);
	struct sys_registers call = {
		{[0] = chance_one_in(8) ? chance_task(evil).raw : guest.raw,
		 [1] = evil ? chance_number() : chance_below(guest_leases + (guest_leases == 0)),
		 [2] = chance_one_in(16) ? chance_number() : 0,
		 [7] = reads ? SYS_BORROW_READ : SYS_BORROW_WRITE}};

	put(&call, 3, buffer);
	if (guest_leases == 0 && !evil)
		call.r[0] = chance_server().raw; // who has lent nothing, nor has the guest
	sys_stub_raw(&call);
	return escaped_if(buffer.forbidden && call.r[0] == 0, &call);
}

// Writes a lease of the kernel's memory over whatever the guest lends. If that was its
// lease table, the forged lease, known by its length, is there; and must not be of use.
static struct escape forge(void)
{
	const struct lease forged = {LEASE_READ | LEASE_WRITE, chance_kernels(), FORGED_LENGTH};
	uint32_t count = guest_leases < LEASES_MOST ? guest_leases : LEASES_MOST;
	struct lease_info lease;
	uint32_t word;

	for (uint32_t i = 0; i < count; i++) {
		(void)sys_borrow_write(guest, i, 0, &forged, sizeof forged);
		lease = sys_borrow_info(guest, 0);
		if (lease.code != 0 || lease.size != FORGED_LENGTH)
			continue;
		if (sys_borrow_read(guest, 0, 0, &word, sizeof word).code == 0)
			return (struct escape){ESCAPE_ACCESS, forged.base, 0};
	}
	return none();
}

static struct escape borrow_info(void)
{
	struct sys_registers call = {
		{[0] = chance_one_in(8) ? chance_task(chance_is_evil()).raw : guest.raw,
		 [1] = chance_below(guest_leases + (guest_leases == 0)),
		 [7] = SYS_BORROW_INFO}};

	sys_stub_raw(&call);
	return none();
}

static struct escape use_timer(void)
{
	uint64_t now = sys_now();
	struct sys_registers call = {{[0] = chance_below(4),
				      [1] = (uint32_t)now + chance_below(4),
				      [2] = (uint32_t)(now >> 32),
				      [3] = chance_word(),
				      [7] = chance_one_in(2) ? SYS_SET_TIMER : SYS_GET_TIMER}};

	if (chance_one_in(8))
		call.r[1] = chance_number();
	if (chance_one_in(8))
		call.r[2] = chance_number();
	sys_stub_raw(&call);
	return none();
}

// Those who have no interrupt try only if they are evil.
static struct escape use_irq(void)
{
	bool evil = chance_is_evil();
	struct sys_registers call = {{[0] = evil ? chance_number() : OWN_IRQ,
				      [1] = evil ? chance_number() : chance_below(4),
				      [7] = chance_one_in(2) ? SYS_IRQ_CONTROL : SYS_IRQ_STATUS}};

	if (!evil && !CONFIG_IRQ)
		return none();
	sys_stub_raw(&call);
	return none();
}

static struct escape post(void)
{
	struct sys_registers call = {
		{[0] = chance_task(chance_is_evil()).raw, [1] = chance_word(), [7] = SYS_POST}};
	struct task_id id = {call.r[0]};

	sys_stub_raw(&call);
	if (code_is_dead(call.r[0]))
		chance_saw(task_id_of(task_id_index(id.raw), call.r[0] & ~SYS_CODE_DEAD));
	return none();
}

static struct escape refresh(void)
{
	struct sys_registers call = {
		{[0] = chance_task(chance_is_evil()).raw, [7] = SYS_REFRESH_TASK_ID}};

	sys_stub_raw(&call);
	chance_saw((struct task_id){call.r[0]});
	return none();
}

// With a request that may well be understood, by those to whom something is granted.
static struct escape ask_kernel(void)
{
	static const uint8_t granted[] = {KIPC_READ_TASK_STATUS, KIPC_READ_IMAGE_ID,
					  KIPC_FIND_FAULTED_TASK, KIPC_GET_DUMP_REGION,
					  KIPC_READ_PANIC_MESSAGE};
	bool evil = chance_is_evil();
	uint32_t words[3] = {chance_below(TASK_COUNT), chance_below(4), chance_below(64)};
	uint32_t operation = evil ? chance_below(16) : granted[chance_below(sizeof granted)];
	struct stretch room = chance_writable(evil);
	struct sys_registers call = {
		{[1] = (uint32_t)words, [2] = sizeof words, [5] = chance_word(), [7] = SYS_SEND}};

	if (!evil && !CONFIG_GRANTED)
		operation = KIPC_READ_IMAGE_ID;
	if (evil && chance_one_in(2))
		words[chance_below(3)] = chance_number();
	call.r[0] = TASK_ID_KERNEL << 16 | operation;
	put(&call, 3, room);
	sys_stub_raw(&call);
	return escaped_if(room.forbidden, &call);
}

// No proper argument at all, or no proper number, or the end.
static struct escape babble(void)
{
	struct sys_registers call;

	for (uint32_t i = 0; i < 7; i++)
		call.r[i] = chance_one_in(2) ? chance_word() : chance_number();
	call.r[7] = chance_one_in(4) ? chance_number() : chance_below(SYS_IRQ_STATUS + 2);
	sys_stub_raw(&call);
	return escaped_if(call.r[7] > SYS_IRQ_STATUS || call.r[7] == SYS_PANIC, &call);
}

struct escape plunder_call(void)
{
	static struct escape (*const deeds[])(void) = {
		send,    send,  send,      send,      receive,     receive,     receive,
		receive, reply, reply,     reply,     borrow,      borrow,      borrow,
		borrow,  forge, use_timer, use_timer, borrow_info, reply_fault, use_irq,
		post,    post,  refresh,   refresh,   ask_kernel,  ask_kernel,
	};

	if (chance_one_in(64))
		return babble();
	if (guest_leases > 0 && chance_one_in(3))
		return chance_one_in(4) ? forge() : borrow();
	return deeds[chance_below(sizeof deeds / sizeof deeds[0])]();
}

// What may go well: its own floating-point registers and devices.
static void play(void)
{
#ifdef __ARM_FP
	__asm__ volatile("vldm %0!, {s0-s15}\n\t"
			 "vldm %0, {s16-s31}" ::"r"(chance_arena));
#endif
#ifdef TIMER1_BASE
	((volatile uint32_t *)TIMER1_BASE)[chance_below(4)] = chance_word();
#endif
}

// Anywhere in its own memory or code. Where that leads nobody knows.
static void run_wild(void)
{
	extern uint32_t _stack_base[], __ram_end[], __flash_start[], __flash_end[];
	uint32_t words = (uint32_t)(__ram_end - _stack_base);
	uint32_t code = (uint32_t)__flash_start +
			chance_below((uint32_t)__flash_end - (uint32_t)__flash_start);

	if (chance_one_in(2))
		((volatile uint32_t *)_stack_base)[chance_below(words)] = chance_number();
	else
		((void (*)(void))(code | 1u))();
}

// Those that nobody can live through.
static const uint8_t fatal[] = {
	MISDEED_READ,      MISDEED_WRITE,         MISDEED_EXECUTE,       MISDEED_WALK,
	MISDEED_RECURSE,   MISDEED_EXECUTE_DATA,  MISDEED_EXECUTE_STACK, MISDEED_BIG_ARRAY,
	MISDEED_DIVIDE,    MISDEED_CALL_ON_STACK, MISDEED_SPIN_ON_STACK, MISDEED_UNDEFINED,
	MISDEED_UNALIGNED, MISDEED_EVEN_BRANCH,   MISDEED_BREAKPOINT,    MISDEED_PANIC,
	MISDEED_PRIVILEGE, MISDEED_MASK,          MISDEED_FLOAT,
};

struct escape plunder_misdeed(void)
{
	struct misdeed misdeed = {fatal[chance_below(sizeof fatal)], chance_foreign()};
	uint32_t kind = misdeed.kind;

	if (!chance_is_evil() && !chance_is_evil()) {
		play();
		return none();
	}
	if (CONFIG_WILD && chance_one_in(2)) {
		run_wild();
		return none();
	}
	misdeed_do(&misdeed);
	return (struct escape){ESCAPE_MISDEED, kind << 24 | (misdeed.address & 0xFFFFFF), 0};
}
