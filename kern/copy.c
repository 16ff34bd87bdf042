// Copies between tasks, of any length.
#include "kern/copy.h"

void copy_put_off(struct task *task, uint32_t done)
{
	task->progress = done;
	arch_call_again(task);
	//@ assert sets_stay{Pre, Here};
}

bool copy_in_steps(struct task *task, struct writable to, struct readable from, uint32_t n)
{
	uint32_t done = kernel.progress < n ? kernel.progress : n;

	/*@
	  loop invariant done <= n && is_checked_writable(to) && is_checked_readable(from);
	  loop assigns done;
	  loop variant n - done;
	*/
	while (n - done > ARCH_COPY_STEP) {
		arch_copy(umem_writable_from(to, done), umem_readable_from(from, done),
			  ARCH_COPY_STEP);
		done += ARCH_COPY_STEP;
		if (arch_should_pause(task)) {
			copy_put_off(task, done);
			return false;
		}
	}
	arch_copy(umem_writable_from(to, done), umem_readable_from(from, done), n - done);
	return true;
}
