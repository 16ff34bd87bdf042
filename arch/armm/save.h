// How the portable kernel reads and writes a system call's registers: the same
// for both forms of struct arch_save, which includes this behind itself.
#pragma once

static inline uint32_t arch_arg(const struct arch_save *save, uint32_t n)
{
	return save->r[n];
}

static inline uint32_t arch_call_number(const struct arch_save *save)
{
	return save->r[7];
}

static inline void arch_set_call_number(struct arch_save *save, uint32_t number)
{
	save->r[7] = number;
}

static inline void arch_return(struct arch_save *save, uint32_t n, uint32_t value)
{
	save->r[n] = value;
}

static inline uint32_t arch_count_leading_zeros(uint32_t word)
{
	return (uint32_t)__builtin_clz(word);
}
