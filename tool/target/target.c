// What all targets share (target.h).
#include "tool/target/target.h"

#include "tool/base/bytes.h"

static bool cannot(struct target *target, const char *what)
{
	target->problem = what;
	return false;
}

size_t target_read_some(struct target *target, uint32_t address, void *to, size_t n)
{
	// Nothing lies behind the last address.
	if (n > (size_t)UINT32_MAX - address + 1)
		n = (size_t)UINT32_MAX - address + 1;
	return n == 0 ? 0 : target->ops->read(target, address, to, n);
}

bool target_read(struct target *target, uint32_t address, void *to, size_t n)
{
	return target_read_some(target, address, to, n) == n;
}

bool target_read_number(struct target *target, uint32_t address, size_t size, uint32_t *number)
{
	uint8_t bytes[4] = {0};

	*number = 0;
	if (size > sizeof bytes || !target_read(target, address, bytes, size))
		return false;
	*number = bytes_word(bytes);
	return true;
}

bool target_read_word(struct target *target, uint32_t address, uint32_t *word)
{
	return target_read_number(target, address, sizeof *word, word);
}

bool target_write(struct target *target, uint32_t address, const void *from, size_t n)
{
	if (target->ops->write == NULL)
		return cannot(target, "it cannot be changed");
	return target->ops->write(target, address, from, n);
}

bool target_write_word(struct target *target, uint32_t address, uint32_t word)
{
	uint8_t bytes[4];

	bytes_put_word(bytes, word);
	return target_write(target, address, bytes, sizeof bytes);
}

bool target_read_registers(struct target *target, struct registers *to)
{
	*to = (struct registers){.known = 0};
	if (target->ops->read_registers == NULL)
		return cannot(target, "it has no registers");
	return target->ops->read_registers(target, to);
}

bool target_halt(struct target *target)
{
	if (target->halted)
		return true;
	target->halted = target->ops->halt != NULL && target->ops->halt(target);
	return target->halted;
}

bool target_resume(struct target *target)
{
	if (!target->halted || target->ops->resume == NULL)
		return true;
	if (!target->ops->resume(target))
		return false;
	target->halted = false;
	return true;
}

bool target_step(struct target *target)
{
	if (target->ops->step == NULL)
		return cannot(target, "it does not run");
	return target->ops->step(target);
}

bool target_reset(struct target *target)
{
	if (target->ops->reset == NULL)
		return cannot(target, "it does not run");
	return target->ops->reset(target);
}

bool target_write_register(struct target *target, unsigned number, uint32_t value)
{
	if (target->ops->write_register == NULL)
		return cannot(target, "it cannot be changed");
	return target->ops->write_register(target, number, value);
}

bool target_set_stop(struct target *target, const struct target_stop *stop, bool on)
{
	if (target->ops->set_stop == NULL)
		return cannot(target, "it does not run");
	return target->ops->set_stop(target, stop, on);
}

bool target_wait(struct target *target, unsigned ms, uint8_t *signal)
{
	if (target->ops->wait == NULL)
		return cannot(target, "it does not run");
	target->halted = target->ops->wait(target, ms, signal);
	return target->halted;
}

int target_socket(struct target *target)
{
	return target->ops->socket == NULL ? -1 : target->ops->socket(target);
}

void target_close(struct target *target)
{
	if (target != NULL && target->ops->close != NULL)
		target->ops->close(target);
}
