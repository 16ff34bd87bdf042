// Interrupts as notifications. Which line belongs to whom is the image's to say;
// a task names its lines by the notification bits that they post, all of which
// must match.
#include "kern/irq.h"

#include "abi/irq.h"
#include "kern/args.h"
#include "kern/fault.h"

void irq_fired(uint32_t line)
{
	const struct irq_owner *owner = &app_irq_owner[app_owner_of_irq[line]];

	if (owner->task == NULL)
		panic_unexpected_irq(line);
	arch_irq_mask(&owner->mask);
	notify_post(owner->task, owner->notification);
}

void irq_release_all(struct task *task)
{
	struct run irqs = task->desc->irqs;

	//@ assert routes_are_sound(irqs);
	/*@
	  loop invariant 0 <= i <= irqs.count;
	  loop assigns i;
	  loop variant irqs.count - i;
	*/
	for (uint32_t i = 0; i < irqs.count; i++) {
		arch_irq_disable(app_irq[irqs.first + i].line);
		arch_irq_clear_pending(app_irq[irqs.first + i].line);
	}
}

// What to do with the lines that a notification stands for.
enum action {
	ACTION_MAKE_PENDING,
	ACTION_DISABLE,
	ACTION_CLEAR_PENDING,
	ACTION_ENABLE,
};

/*@
  requires line < ARCH_IRQS;
  assigns \nothing;
*/
static void act_on_line(uint32_t line, enum action action)
{
	switch (action) {
	case ACTION_MAKE_PENDING:
		arch_irq_make_pending(line);
		return;
	case ACTION_DISABLE:
		arch_irq_disable(line);
		return;
	case ACTION_CLEAR_PENDING:
		arch_irq_clear_pending(line);
		return;
	case ACTION_ENABLE:
		arch_irq_enable(line);
		return;
	}
}

// Acts on the task's lines for exactly these bits. False: it has none.
/*@
  SOUND(requires)
  requires is_task(task);
  assigns \nothing;
*/
static bool act(struct task *task, uint32_t notification, enum action action)
{
	struct run irqs = task->desc->irqs;
	bool any = false;

	//@ assert routes_are_sound(irqs);
	/*@
	  loop invariant 0 <= i <= irqs.count;
	  loop assigns i, any;
	  loop variant irqs.count - i;
	*/
	for (uint32_t i = 0; i < irqs.count; i++) {
		const struct irq_route *route = &app_irq[irqs.first + i];

		if (route->notification != notification)
			continue;
		act_on_line(route->line, action);
		any = true;
	}
	return any;
}

bool irq_make_pending(struct task *task, uint32_t notification)
{
	return act(task, notification, ACTION_MAKE_PENDING);
}

// Disabling comes before clearing and enabling after it, so that a request to
// clear leaves nothing behind that is older than the call.
struct outcome sys_irq_control(struct task *caller)
{
	uint32_t notification = args_arg(caller, 0);
	uint32_t control = args_arg(caller, 1);

	if ((control & ~(IRQ_ENABLE | IRQ_CLEAR_PENDING)) != 0)
		return fault_usage(caller, USAGE_NO_IRQ);
	if ((control & IRQ_ENABLE) == 0 && !act(caller, notification, ACTION_DISABLE))
		return fault_usage(caller, USAGE_NO_IRQ);
	if ((control & IRQ_CLEAR_PENDING) != 0 && !act(caller, notification, ACTION_CLEAR_PENDING))
		return fault_usage(caller, USAGE_NO_IRQ);
	if ((control & IRQ_ENABLE) != 0 && !act(caller, notification, ACTION_ENABLE))
		return fault_usage(caller, USAGE_NO_IRQ);
	return (struct outcome){OUTCOME_RETURNS};
}

struct outcome sys_irq_status(struct task *caller)
{
	struct run irqs = caller->desc->irqs;
	uint32_t notification = args_arg(caller, 0);
	uint32_t status = 0;
	bool any = false;

	//@ assert routes_are_sound(irqs);
	/*@
	  loop invariant 0 <= i <= irqs.count;
	  loop assigns i, any, status;
	  loop variant irqs.count - i;
	*/
	for (uint32_t i = 0; i < irqs.count; i++) {
		const struct irq_route *route = &app_irq[irqs.first + i];

		if (route->notification != notification)
			continue;
		any = true;
		if (arch_irq_is_enabled(route->line))
			status |= IRQ_STATUS_ENABLED;
		if (arch_irq_is_pending(route->line))
			status |= IRQ_STATUS_PENDING;
	}
	if (!any)
		return fault_usage(caller, USAGE_NO_IRQ);
	if ((caller->notes & notification) != 0)
		status |= IRQ_STATUS_POSTED;
	arch_return(&caller->save, 0, status);
	return (struct outcome){OUTCOME_RETURNS};
}
