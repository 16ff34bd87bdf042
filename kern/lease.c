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
#include "kern/copy.h"
#include "kern/fault.h"
#include "kern/ipc.h"
#include "kern/task.h"
#include "kern/umem.h"

/*@
  requires \valid_read(lender);
  ensures \result.base == lender->save.arg[5];
  ensures lender->save.arg[6] <= LEASE_COUNT_MAX ==> \result.size == 12 * lender->save.arg[6];
  assigns \nothing;
*/
static struct uslice table_slice(struct task *lender)
{
	return (struct uslice){
		.base = args_lease_table(lender),
		.size = args_lease_count(lender) * (uint32_t)sizeof(struct lease),
	};
}

// Entry `index` of a table that is readable and longer than that.
/*@
  requires 12 * (index + 1) <= table.size && table.base % 4 == 0 && is_checked_readable(table);
  assigns \nothing;
*/
static struct lease load_lease(struct readable table, uint32_t index)
{
	uint32_t at = index * (uint32_t)sizeof(struct lease);

	return (struct lease){
		.attributes = arch_load_word(table, at),
		.base = arch_load_word(table, at + 4),
		.length = arch_load_word(table, at + 8),
	};
}

/*@
  requires umem_knows(lender);
  assigns \nothing;
*/
static bool may_lend(struct task *lender, uint32_t attributes, struct uslice area)
{
	if ((attributes & LEASE_READ) != 0 && !umem_may_read(lender, area))
		return false;
	return (attributes & LEASE_WRITE) == 0 || umem_may_write(lender, area);
}

/*@
  SOUND(requires)
  requires is_task(lender);
  STAYS_SOUND(ensures)
  ensures \result.v == OUTCOME_RETURNS ==> calls_are_kept{Old, Post};
  assigns kernel;
*/
static struct outcome check_entry(struct task *lender, struct lease lease)
{
	struct uslice area = {lease.base, lease.length};

	if ((lease.attributes & ~(LEASE_READ | LEASE_WRITE)) != 0)
		return fault_usage(lender, USAGE_LEASE_ATTRIBUTES);
	if (!may_lend(lender, lease.attributes, area))
		return fault_slice(lender, area);
	return (struct outcome){OUTCOME_RETURNS};
}

// How many entries are checked before an interrupt that waits is let in.
#define ENTRIES_STEP 4u

// If the call is made again after an interrupt, what was checked before is not again:
// the caller has not run in between, and a borrow checks anyway.
struct outcome lease_check_table(struct task *caller)
{
	uint32_t count = args_lease_count(caller);
	struct uslice slice = table_slice(caller);
	struct readable table;
	struct outcome outcome;

	if (count > LEASE_COUNT_MAX)
		return fault_usage(caller, USAGE_TOO_MANY_LEASES);
	if (!umem_is_well_formed(slice, 4))
		return fault_usage(caller, USAGE_INVALID_SLICE);
	if (!umem_readable(caller, slice, &table))
		return fault_slice(caller, slice);
	/*@
	  STAYS_SOUND(loop invariant)
	  loop invariant calls_are_kept{Pre, Here};
	  loop assigns i, outcome, kernel;
	  loop variant count - i;
	*/
	for (uint32_t i = kernel.progress; i < count; i++) {
		outcome = check_entry(caller, load_lease(table, i));
		if (outcome.v != OUTCOME_RETURNS)
			return outcome;
		if ((i + 1) % ENTRIES_STEP == 0 && arch_should_pause(caller)) {
			copy_put_off(caller, i + 1);
			return (struct outcome){OUTCOME_AGAIN};
		}
	}
	kernel.progress = 0;
	return (struct outcome){OUTCOME_RETURNS};
}

// Ends a call; for a function whose caller goes on if it returns true.
/*@
  requires \valid(end);
  ensures !\result && *end == outcome;
  assigns *end;
*/
static bool stop(struct outcome outcome, struct outcome *end)
{
	*end = outcome;
	return false;
}

/*@
  SOUND(requires)
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns caller->save.arg[0 .. 1];
*/
static struct outcome defect(struct task *caller)
{
	task_return_code(caller, SYS_CODE_DEFECT);
	return (struct outcome){OUTCOME_RETURNS};
}

// The lease that arguments 0 (lender) and 1 (index) of the call name. False: the call
// is over, as *end says.
/*@
  SOUND(requires)
  requires given: leases_are_checked;
  requires is_task(caller) && \valid(lender) && \valid(lease) && \valid(end);
  requires \separated(lender, lease, end, &kernel);
  STAYS_SOUND(ensures)
  ensures \result ==> is_task(*lender) && awaits_reply(*lender, caller);
  assigns kernel, *lender, *lease, *end;
*/
static bool find_lease(struct task *caller, struct task **lender, struct lease *lease,
		       struct outcome *end)
{
	uint32_t id = args_arg(caller, 0);
	uint32_t index = args_arg(caller, 1);
	struct readable table;

	if (!task_find(id, lender))
		return stop(fault_usage(caller, USAGE_TASK_OUT_OF_RANGE), end);
	if (!task_is_present(id, *lender))
		return stop(task_return_dead(caller, *lender), end);
	if (!ipc_awaits_reply(*lender, caller))
		return stop(defect(caller), end);
	if (index >= args_lease_count(*lender))
		return stop(fault_usage(caller, USAGE_LEASE_OUT_OF_RANGE), end);
	if (!umem_readable(*lender, table_slice(*lender), &table))
		return stop(defect(caller), end);
	*lease = load_lease(table, index);
	return true;
}

// A borrow in either direction: between the borrower's buffer (arguments 3 and 4)
// and the lease from an offset (argument 2) on, as much as both have. `right` is
// what the lease must grant.
/*@
  SOUND(requires)
  requires given: leases_are_checked;
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
static struct outcome borrow(struct task *caller, uint32_t right)
{
	bool reads = right == LEASE_READ;
	struct uslice buffer = args_slice(caller, 3);
	uint32_t offset = args_arg(caller, 2);
	struct uslice loan;
	struct task *lender;
	struct lease lease;
	struct readable from;
	struct writable to;
	struct outcome end;

	if (reads ? !umem_writable(caller, buffer, &to) : !umem_readable(caller, buffer, &from))
		return fault_slice(caller, buffer);
	if (!find_lease(caller, &lender, &lease, &end))
		return end;
	if (offset > lease.length)
		return fault_usage(caller, USAGE_OFFSET_OUT_OF_RANGE);
	if ((lease.attributes & right) == 0)
		return defect(caller);
	loan.base = lease.base + offset;
	loan.size = lease.length - offset < buffer.size ? lease.length - offset : buffer.size;
	if (reads ? !umem_readable(lender, loan, &from) : !umem_writable(lender, loan, &to))
		return defect(caller);
	//@ assert awaits_reply(lender, caller);
	//@ assert umem_reads(reads ? lender : caller, from.base, from.size);
	//@ assert umem_writes(reads ? caller : lender, to.base, to.size);
	//@ assert is_checked_readable(from);
	//@ assert is_checked_writable(to);
	if (umem_overlap(to, from, loan.size))
		return fault_memory(caller, to.base);

	if (!copy_in_steps(caller, to, from, loan.size))
		return (struct outcome){OUTCOME_AGAIN};
	task_return(caller, 0, loan.size);
	return (struct outcome){OUTCOME_RETURNS};
}

struct outcome sys_borrow_read(struct task *caller)
{
	return borrow(caller, LEASE_READ);
}

struct outcome sys_borrow_write(struct task *caller)
{
	return borrow(caller, LEASE_WRITE);
}

// The results of BORROW_INFO.
/*@
  SOUND(requires)
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns caller->save.arg[0 .. 2];
*/
ALWAYS_INLINE void report_lease(struct task *caller, struct lease lease)
{
	arch_return(&caller->save, 0, 0);
	arch_return(&caller->save, 1, lease.attributes);
	arch_return(&caller->save, 2, lease.length);
	//@ assert sets_stay{Pre, Here};
}

struct outcome sys_borrow_info(struct task *caller)
{
	struct task *lender;
	struct lease lease;
	struct outcome end;

	if (!find_lease(caller, &lender, &lease, &end))
		return end;
	report_lease(caller, lease);
	return (struct outcome){OUTCOME_RETURNS};
}
