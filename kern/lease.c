// Leases: what a waiting client lends its server.
//
// A lease table is checked when it is sent, so that a lender faults in its own
// call or not at all. The table is the lender's memory all the same, and may
// have been lent for writing itself; so a borrow reads its entry again, checks
// the bytes that it copies again, and answers DEFECT to the borrower if they no
// longer are the lender's.
#include "kern/lease.h"

#include "abi/lease.h"
#include "abi/sys.h"
#include "kern/arch.h"
#include "kern/args.h"
#include "kern/fault.h"
#include "kern/ipc.h"
#include "kern/task.h"
#include "kern/umem.h"

static struct uslice table_slice(struct task_ix lender)
{
	return (struct uslice){
		.base = args_lease_table(lender),
		.size = args_lease_count(lender) * (uint32_t)sizeof(struct lease),
	};
}

// Entry `index` of a table that is readable and longer than that.
static struct lease load_lease(struct readable table, uint32_t index)
{
	uint32_t at = index * (uint32_t)sizeof(struct lease);

	return (struct lease){
		.attributes = arch_load_word(table, at),
		.base = arch_load_word(table, at + 4),
		.length = arch_load_word(table, at + 8),
	};
}

static bool may_lend(struct task_ix lender, uint32_t attributes, struct uslice area)
{
	if ((attributes & LEASE_READ) != 0 && !umem_may_read(lender, area))
		return false;
	return (attributes & LEASE_WRITE) == 0 || umem_may_write(lender, area);
}

// What is wrong with a lease table: nothing, or how to fault its owner.
enum flaw {
	FLAW_NONE,
	FLAW_COUNT,
	FLAW_ALIGNMENT,
	FLAW_TABLE,
	FLAW_ATTRIBUTES,
	FLAW_AREA,
};

static enum flaw find_flaw(struct task_ix lender, struct uslice *where)
{
	struct readable table;

	if (args_lease_count(lender) > LEASE_COUNT_MAX)
		return FLAW_COUNT;
	*where = table_slice(lender);
	if (!umem_is_well_formed(*where, 4))
		return FLAW_ALIGNMENT;
	if (!umem_readable(lender, *where, &table))
		return FLAW_TABLE;
	for (uint32_t i = 0; i < args_lease_count(lender); i++) {
		struct lease lease = load_lease(table, i);

		if ((lease.attributes & ~(LEASE_READ | LEASE_WRITE)) != 0)
			return FLAW_ATTRIBUTES;
		*where = (struct uslice){lease.base, lease.length};
		if (!may_lend(lender, lease.attributes, *where))
			return FLAW_AREA;
	}
	return FLAW_NONE;
}

bool lease_table_is_sound(struct task_ix caller)
{
	struct uslice where;

	return find_flaw(caller, &where) == FLAW_NONE;
}

struct outcome lease_fault(struct task_ix caller)
{
	struct uslice where = {0, 0};

	switch (find_flaw(caller, &where)) {
	case FLAW_COUNT:
		return fault_usage(caller, USAGE_TOO_MANY_LEASES);
	case FLAW_ALIGNMENT:
		return fault_usage(caller, USAGE_INVALID_SLICE);
	case FLAW_ATTRIBUTES:
		return fault_usage(caller, USAGE_LEASE_ATTRIBUTES);
	case FLAW_NONE:
	case FLAW_TABLE:
	case FLAW_AREA:
		break;
	}
	return fault_slice(caller, where);
}

// How the search for a lease ended.
enum found {
	FOUND,
	FOUND_NOTHING, // the call is over, as *end says
};

static enum found give_up(struct outcome outcome, struct outcome *end)
{
	*end = outcome;
	return FOUND_NOTHING;
}

static struct outcome defect(struct task_ix caller)
{
	task_return_code(caller, SYS_CODE_DEFECT);
	return (struct outcome){OUTCOME_RETURNS};
}

// The lease that arguments 0 (lender) and 1 (index) of the call name.
static enum found find_lease(struct task_ix caller, struct task_ix *lender, struct lease *lease,
			     struct outcome *end)
{
	uint32_t id = args_arg(caller, 0);
	uint32_t index = args_arg(caller, 1);
	struct readable table;

	if (!task_find(id, lender))
		return give_up(fault_usage(caller, USAGE_TASK_OUT_OF_RANGE), end);
	if (!task_is_present(id, *lender))
		return give_up(task_return_dead(caller, *lender), end);
	if (!ipc_awaits_reply(*lender, caller))
		return give_up(defect(caller), end);
	if (index >= args_lease_count(*lender))
		return give_up(fault_usage(caller, USAGE_LEASE_OUT_OF_RANGE), end);
	if (!umem_readable(*lender, table_slice(*lender), &table))
		return give_up(defect(caller), end);
	*lease = load_lease(table, index);
	return FOUND;
}

// A borrow in either direction: between the borrower's buffer (arguments 3 and 4)
// and the lease from an offset (argument 2) on, as much as both have. `right` is
// what the lease must grant.
static struct outcome borrow(struct task_ix caller, uint32_t right)
{
	bool reads = right == LEASE_READ;
	struct uslice buffer = args_slice(caller, 3);
	uint32_t offset = args_arg(caller, 2);
	struct uslice loan;
	struct task_ix lender;
	struct lease lease;
	struct readable from;
	struct writable to;
	struct outcome end;

	if (reads ? !umem_writable(caller, buffer, &to) : !umem_readable(caller, buffer, &from))
		return fault_slice(caller, buffer);
	if (find_lease(caller, &lender, &lease, &end) == FOUND_NOTHING)
		return end;
	if (offset > lease.length)
		return fault_usage(caller, USAGE_OFFSET_OUT_OF_RANGE);
	if ((lease.attributes & right) == 0)
		return defect(caller);
	loan.base = lease.base + offset;
	loan.size = lease.length - offset < buffer.size ? lease.length - offset : buffer.size;
	if (reads ? !umem_readable(lender, loan, &from) : !umem_writable(lender, loan, &to))
		return defect(caller);
	if (umem_overlap(to, from, loan.size))
		return fault_memory(caller, to.base);

	arch_copy(to, from, loan.size);
	arch_return(&task_at(caller)->save, 0, 0);
	arch_return(&task_at(caller)->save, 1, loan.size);
	return (struct outcome){OUTCOME_RETURNS};
}

struct outcome sys_borrow_read(struct task_ix caller)
{
	return borrow(caller, LEASE_READ);
}

struct outcome sys_borrow_write(struct task_ix caller)
{
	return borrow(caller, LEASE_WRITE);
}

struct outcome sys_borrow_info(struct task_ix caller)
{
	struct task_ix lender;
	struct lease lease;
	struct outcome end;

	if (find_lease(caller, &lender, &lease, &end) == FOUND_NOTHING)
		return end;
	arch_return(&task_at(caller)->save, 0, 0);
	arch_return(&task_at(caller)->save, 1, lease.attributes);
	arch_return(&task_at(caller)->save, 2, lease.length);
	return (struct outcome){OUTCOME_RETURNS};
}
