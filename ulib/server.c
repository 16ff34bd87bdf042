// What generated servers are made of: the checks that all of them make.
#include "ulib/server.h"

#include "ulib/panic.h"

bool server_allows(struct task_id caller, const uint16_t *tasks, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (task_id_index(caller.raw) == tasks[i])
			return true;
	return false;
}

bool server_lease(struct task_id caller, uint32_t lease, uint32_t attributes, uint32_t size)
{
	struct lease_info info = sys_borrow_info(caller, lease);

	return info.code == 0 && (info.attributes & attributes) == attributes && info.size == size;
}

bool server_span(struct task_id caller, uint32_t lease, uint32_t attributes, uint32_t size,
		 uint32_t *count)
{
	struct lease_info info = sys_borrow_info(caller, lease);

	*count = info.size / size;
	return info.code == 0 && (info.attributes & attributes) == attributes &&
	       info.size % size == 0;
}

// Whether a borrow copied all that was asked for. Of a lease that ends before, the count was
// known.
static bool is_whole(struct sys_result copied, uint32_t size)
{
	if (copied.code != 0)
		return false;
	if (copied.size != size)
		panic("beyond the end of a lease");
	return true;
}

bool server_read(struct task_id caller, uint32_t lease, uint32_t offset, void *to, uint32_t size)
{
	return is_whole(sys_borrow_read(caller, lease, offset, to, size), size);
}

bool server_write(struct task_id caller, uint32_t lease, uint32_t offset, const void *from,
		  uint32_t size)
{
	return is_whole(sys_borrow_write(caller, lease, offset, from, size), size);
}
