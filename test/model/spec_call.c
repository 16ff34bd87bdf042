// The reference model: system calls, in the order of abi/sys.h.
#include "test/model/spec_part.h"

#include "abi/irq.h"
#include "abi/lease.h"
#include "abi/sys.h"

// The task that an id names, of whatever generation. False: the caller has faulted.
static bool find(struct spec *s, uint32_t caller, uint32_t id, uint32_t *task)
{
	*task = id & 0x3FF;
	if (*task < KERN_TASKS)
		return true;
	spec_misuse(s, caller, USAGE_TASK_OUT_OF_RANGE);
	return false;
}

static bool is_stale(const struct spec *s, uint32_t id)
{
	return (id & 0xFFFF) != s->task[id & 0x3FF].id;
}

// The caller goes on with the dead code of a task that it named by a stale id.
static void say_dead(struct spec *s, uint32_t caller, uint32_t task)
{
	spec_return_code(s, caller, 0xFFFFFF00 | task_id_generation(s->task[task].id));
}

static bool has_slot(uint32_t from, uint32_t to)
{
	return (image->role[from].slots >> to & 1) != 0;
}

static bool awaits_reply(const struct spec *s, uint32_t client, uint32_t server)
{
	return spec_is(s, client, TASK_IN_REPLY) && s->task[client].peer == s->task[server].id;
}

// Leases are checked so many at a time.
#define LEASES_STEP 4

// What is wrong with a lease table is a fault of its owner. False: it has faulted, or
// the call has given way.
static bool lend(struct spec *s, uint32_t caller, uint32_t table, uint32_t count)
{
	if (count == 0)
		return true;
	if (count > 255) {
		spec_misuse(s, caller, USAGE_TOO_MANY_LEASES);
		return false;
	}
	if (table % 4 != 0) {
		spec_misuse(s, caller, USAGE_INVALID_SLICE);
		return false;
	}
	if (!spec_may_read(caller, table, 12 * count)) {
		spec_trespass(s, caller, table, 12 * count);
		return false;
	}
	for (uint32_t i = spec_done; i < count; i++) {
		uint32_t rights = spec_load_word(s, table + 12 * i);
		uint32_t base = spec_load_word(s, table + 12 * i + 4);
		uint32_t size = spec_load_word(s, table + 12 * i + 8);

		if (rights > (LEASE_READ | LEASE_WRITE)) {
			spec_misuse(s, caller, USAGE_LEASE_ATTRIBUTES);
			return false;
		}
		if (((rights & LEASE_READ) != 0 && !spec_may_read(caller, base, size)) ||
		    ((rights & LEASE_WRITE) != 0 && !spec_may_write(caller, base, size))) {
			spec_trespass(s, caller, base, size);
			return false;
		}
		if ((i + 1) % LEASES_STEP == 0 && !spec_go_on(s, caller, i + 1))
			return false;
	}
	spec_done = 0;
	return true;
}

enum delivery { DELIVERED, OVERLAP, PUT_OFF };

// The message goes from a sender to a receiver, who learns of it; the sender's
// state is left to the caller. OVERLAP: message and buffer do, and nothing has happened.
// PUT_OFF: the receiver will make its call again.
static enum delivery deliver(struct spec *s, uint32_t from, uint32_t to)
{
	const uint32_t *sent = s->task[from].reg;
	const uint32_t *got = s->task[to].reg;
	uint32_t size = sent[2] < got[1] ? sent[2] : got[1];

	if (spec_meet(sent[1], got[0], size))
		return OVERLAP;
	if (spec_source != s->task[from].id)
		spec_done = 0;
	if (!spec_copy(s, to, got[0], sent[1], size)) {
		s->task[to].source = s->task[from].id;
		return PUT_OFF;
	}
	spec_return(s, to, 0, 0);
	spec_return(s, to, 1, s->task[from].id);
	spec_return(s, to, 2, sent[0] & 0xFFFF);
	spec_return(s, to, 3, sent[2]);
	spec_return(s, to, 4, sent[4]);
	spec_return(s, to, 5, sent[6]);
	return DELIVERED;
}

static bool accepts(const struct spec *s, uint32_t receiver, uint32_t sender)
{
	const struct spec_task *t = &s->task[receiver];

	return spec_is(s, receiver, TASK_IN_RECV) && (!t->closed || t->peer == s->task[sender].id);
}

// A SEND to a task that waits for it. If the message is put off, the receiver fetches
// the rest.
static void meet(struct spec *s, uint32_t caller, uint32_t peer)
{
	enum delivery delivery = deliver(s, caller, peer);

	if (delivery == OVERLAP) {
		spec_overlap(s, caller, s->task[caller].reg[1], s->task[peer].reg[0]);
		return;
	}
	spec_block(s, caller, delivery == DELIVERED ? TASK_IN_REPLY : TASK_IN_SEND,
		   s->task[peer].id, false);
	spec_wake(s, peer);
}

static void send(struct spec *s, uint32_t caller)
{
	const uint32_t *arg = s->task[caller].reg;
	uint32_t id = arg[0] >> 16;
	uint32_t peer;

	if (id == TASK_ID_KERNEL) {
		spec_kernel_operation(s, caller);
		return;
	}
	if (!find(s, caller, id, &peer))
		return;
	if (peer == caller) {
		spec_misuse(s, caller, USAGE_SEND_TO_SELF);
	} else if (!has_slot(caller, peer)) {
		spec_misuse(s, caller, USAGE_SEND_NOT_ALLOWED);
	} else if (!spec_may_read(caller, arg[1], arg[2])) {
		spec_trespass(s, caller, arg[1], arg[2]);
	} else if (!spec_may_write(caller, arg[3], arg[4])) {
		spec_trespass(s, caller, arg[3], arg[4]);
	} else if (!lend(s, caller, arg[5], arg[6])) {
		return;
	} else if (is_stale(s, id)) {
		say_dead(s, caller, peer);
	} else if (!accepts(s, peer, caller)) {
		spec_block(s, caller, TASK_IN_SEND, id, false);
	} else {
		meet(s, caller, peer);
	}
}

static bool sends_to(const struct spec *s, uint32_t sender, uint32_t receiver)
{
	return spec_is(s, sender, TASK_IN_SEND) && s->task[sender].peer == s->task[receiver].id;
}

static void receive_from(struct spec *s, uint32_t caller, uint32_t sender)
{
	uint32_t buffer = s->task[caller].reg[0];

	switch (deliver(s, sender, caller)) {
	case DELIVERED:
		s->task[sender].sched = TASK_IN_REPLY;
		return;
	case OVERLAP:
		spec_overlap(s, caller, buffer, s->task[sender].reg[1]);
		return;
	case PUT_OFF:
		return;
	}
}

static void receive_closed(struct spec *s, uint32_t caller, uint32_t id)
{
	uint32_t peer;

	if (id == TASK_ID_KERNEL) {
		spec_block(s, caller, TASK_IN_RECV, id, true);
		return;
	}
	if (!find(s, caller, id, &peer))
		return;
	if (peer == caller || !has_slot(peer, caller))
		spec_misuse(s, caller, USAGE_SEND_NOT_ALLOWED);
	else if (is_stale(s, id))
		say_dead(s, caller, peer);
	else if (sends_to(s, peer, caller))
		receive_from(s, caller, peer);
	else
		spec_block(s, caller, TASK_IN_RECV, id, true);
}

// The most important sender, the first of the table among equals.
static void receive_any(struct spec *s, uint32_t caller)
{
	uint32_t best = KERN_TASKS;

	for (uint32_t i = 0; i < KERN_TASKS; i++)
		if (sends_to(s, i, caller) &&
		    (best == KERN_TASKS || image->role[i].priority < image->role[best].priority))
			best = i;
	if (best == KERN_TASKS)
		spec_block(s, caller, TASK_IN_RECV, 0, false);
	else
		receive_from(s, caller, best);
}

static void receive(struct spec *s, uint32_t caller)
{
	struct spec_task *me = &s->task[caller];
	uint32_t base = me->reg[0];
	uint32_t size = me->reg[1];
	uint32_t bits = me->notes & me->reg[2];
	uint32_t from = me->reg[3];

	if (bits != 0) {
		me->notes &= ~bits;
		spec_return(s, caller, 0, 0);
		spec_return(s, caller, 1, TASK_ID_KERNEL);
		spec_return(s, caller, 2, bits);
		spec_return(s, caller, 3, 0);
		spec_return(s, caller, 4, 0);
		spec_return(s, caller, 5, 0);
	} else if (!spec_may_write(caller, base, size)) {
		spec_trespass(s, caller, base, size);
	} else if ((from & SYS_RECV_CLOSED) != 0) {
		receive_closed(s, caller, from & 0xFFFF);
	} else {
		receive_any(s, caller);
	}
}

static void reply(struct spec *s, uint32_t caller)
{
	const uint32_t *arg = s->task[caller].reg;
	const uint32_t *asked;
	uint32_t client;

	if (!find(s, caller, arg[0], &client))
		return;
	asked = s->task[client].reg;
	if (is_stale(s, arg[0]) || !awaits_reply(s, client, caller))
		return;
	if (!spec_may_read(caller, arg[2], arg[3])) {
		spec_trespass(s, caller, arg[2], arg[3]);
	} else if (arg[3] > asked[4]) {
		spec_misuse(s, caller, USAGE_REPLY_TOO_BIG);
	} else if (spec_meet(arg[2], asked[3], arg[3])) {
		spec_overlap(s, caller, arg[2], asked[3]);
	} else if (spec_copy(s, caller, asked[3], arg[2], arg[3])) {
		spec_return(s, client, 0, arg[1]);
		spec_return(s, client, 1, arg[3]);
		spec_wake(s, client);
	}
}

static void reply_fault(struct spec *s, uint32_t caller)
{
	const uint32_t *arg = s->task[caller].reg;
	uint32_t client;

	if (arg[1] > REPLY_FAULT_ACCESS_VIOLATION) {
		spec_misuse(s, caller, USAGE_BAD_REPLY_FAULT);
		return;
	}
	if (!find(s, caller, arg[0], &client))
		return;
	if (is_stale(s, arg[0]) || !awaits_reply(s, client, caller))
		return;
	spec_stop(s, client,
		  (struct spec_fault){
			  .kind = FAULT_FROM_SERVER,
			  .reason = (uint8_t)arg[1],
			  .detail = s->task[caller].id,
		  });
}

static void set_timer(struct spec *s, uint32_t caller)
{
	struct spec_task *me = &s->task[caller];
	uint64_t deadline = (uint64_t)me->reg[2] << 32 | me->reg[1];
	bool enable = me->reg[0] != 0;

	spec_expire(s); // what is due by the time that counts

	me->timer_bits = me->reg[3];
	me->armed = enable && deadline > s->now;
	me->deadline = me->armed ? deadline : 0;
	if (enable && !me->armed)
		spec_post(s, caller, me->timer_bits);
}

static void get_timer(struct spec *s, uint32_t caller)
{
	const struct spec_task *me = &s->task[caller];

	spec_expire(s); // what is due by the time that is told
	spec_return(s, caller, 0, (uint32_t)s->now);
	spec_return(s, caller, 1, (uint32_t)(s->now >> 32));
	spec_return(s, caller, 2, me->armed);
	spec_return(s, caller, 3, (uint32_t)me->deadline);
	spec_return(s, caller, 4, (uint32_t)(me->deadline >> 32));
	spec_return(s, caller, 5, me->timer_bits);
}

struct loan {
	uint32_t lender;
	uint32_t rights;
	uint32_t base;
	uint32_t size;
};

// The lease that a borrow names. False: the call is over.
static bool find_loan(struct spec *s, uint32_t caller, struct loan *loan)
{
	const uint32_t *arg = s->task[caller].reg;
	uint32_t at;

	if (!find(s, caller, arg[0], &loan->lender))
		return false;
	if (is_stale(s, arg[0])) {
		say_dead(s, caller, loan->lender);
		return false;
	}
	if (!awaits_reply(s, loan->lender, caller)) {
		spec_return_code(s, caller, SYS_CODE_DEFECT);
		return false;
	}
	if (arg[1] >= s->task[loan->lender].reg[6]) {
		spec_misuse(s, caller, USAGE_LEASE_OUT_OF_RANGE);
		return false;
	}
	at = s->task[loan->lender].reg[5] + 12 * arg[1];
	loan->rights = spec_load_word(s, at);
	loan->base = spec_load_word(s, at + 4);
	loan->size = spec_load_word(s, at + 8);
	return true;
}

static void borrow(struct spec *s, uint32_t caller, uint32_t right)
{
	bool reads = right == LEASE_READ;
	const uint32_t *arg = s->task[caller].reg;
	uint32_t base = arg[3];
	uint32_t size = arg[4];
	struct loan loan;

	if (reads ? !spec_may_write(caller, base, size) : !spec_may_read(caller, base, size)) {
		spec_trespass(s, caller, base, size);
		return;
	}
	if (!find_loan(s, caller, &loan))
		return;
	if (arg[2] > loan.size) {
		spec_misuse(s, caller, USAGE_OFFSET_OUT_OF_RANGE);
		return;
	}
	if (loan.size - arg[2] < size)
		size = loan.size - arg[2];
	loan.base += arg[2];
	// The lender's memory has changed since it lent, and with it the table.
	if ((loan.rights & right) == 0 || (reads ? !spec_may_read(loan.lender, loan.base, size)
						 : !spec_may_write(loan.lender, loan.base, size))) {
		spec_return_code(s, caller, SYS_CODE_DEFECT);
		return;
	}
	if (spec_meet(base, loan.base, size)) {
		spec_overlap(s, caller, base, loan.base);
		return;
	}
	if (!spec_copy(s, caller, reads ? base : loan.base, reads ? loan.base : base, size))
		return;
	spec_return(s, caller, 0, 0);
	spec_return(s, caller, 1, size);
}

static void borrow_info(struct spec *s, uint32_t caller)
{
	struct loan loan;

	if (!find_loan(s, caller, &loan))
		return;
	spec_return(s, caller, 0, 0);
	spec_return(s, caller, 1, loan.rights);
	spec_return(s, caller, 2, loan.size);
}

static void irq_control(struct spec *s, uint32_t caller)
{
	const uint32_t *arg = s->task[caller].reg;
	uint32_t lines = spec_lines(caller, arg[0]);

	if (lines == 0 || arg[1] > (IRQ_ENABLE | IRQ_CLEAR_PENDING)) {
		spec_misuse(s, caller, USAGE_NO_IRQ);
		return;
	}
	if ((arg[1] & IRQ_CLEAR_PENDING) != 0)
		s->irq_pending &= ~lines;
	if ((arg[1] & IRQ_ENABLE) != 0)
		s->irq_enabled |= lines;
	else
		s->irq_enabled &= ~lines;
}

static void irq_status(struct spec *s, uint32_t caller)
{
	uint32_t bits = s->task[caller].reg[0];
	uint32_t lines = spec_lines(caller, bits);

	if (lines == 0) {
		spec_misuse(s, caller, USAGE_NO_IRQ);
		return;
	}
	spec_return(s, caller, 0,
		    ((s->irq_enabled & lines) != 0 ? IRQ_STATUS_ENABLED : 0) |
			    ((s->irq_pending & lines) != 0 ? IRQ_STATUS_PENDING : 0) |
			    ((s->task[caller].notes & bits) != 0 ? IRQ_STATUS_POSTED : 0));
}

static void refresh(struct spec *s, uint32_t caller)
{
	uint32_t task;

	if (find(s, caller, s->task[caller].reg[0], &task))
		spec_return(s, caller, 0, s->task[task].id);
}

static void post(struct spec *s, uint32_t caller)
{
	const uint32_t *arg = s->task[caller].reg;
	uint32_t task;

	if (!find(s, caller, arg[0], &task))
		return;
	if (is_stale(s, arg[0])) {
		say_dead(s, caller, task);
		return;
	}
	spec_post(s, task, arg[1]);
	spec_return_code(s, caller, 0);
}

void spec_dispatch(struct spec *s, uint32_t caller, uint32_t number)
{
	switch (number) {
	case SYS_SEND:
		send(s, caller);
		return;
	case SYS_RECV:
		receive(s, caller);
		return;
	case SYS_REPLY:
		reply(s, caller);
		return;
	case SYS_SET_TIMER:
		set_timer(s, caller);
		return;
	case SYS_BORROW_READ:
		borrow(s, caller, LEASE_READ);
		return;
	case SYS_BORROW_WRITE:
		borrow(s, caller, LEASE_WRITE);
		return;
	case SYS_BORROW_INFO:
		borrow_info(s, caller);
		return;
	case SYS_IRQ_CONTROL:
		irq_control(s, caller);
		return;
	case SYS_PANIC:
		spec_stop(s, caller, (struct spec_fault){.kind = FAULT_PANIC});
		return;
	case SYS_GET_TIMER:
		get_timer(s, caller);
		return;
	case SYS_REFRESH_TASK_ID:
		refresh(s, caller);
		return;
	case SYS_POST:
		post(s, caller);
		return;
	case SYS_REPLY_FAULT:
		reply_fault(s, caller);
		return;
	case SYS_IRQ_STATUS:
		irq_status(s, caller);
		return;
	}
	spec_misuse(s, caller, USAGE_BAD_SYSCALL);
}
