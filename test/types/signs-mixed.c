// A length that may be negative is not taken for one that is not.
// gcc: conversion to 'uint32_t'
// clang: implicit conversion changes signedness: 'int' to 'uint32_t'
#include "kern/umem.h"

struct readable rest(struct readable all, int taken);

struct readable rest(struct readable all, int taken)
{
#ifdef WRONG
	return umem_readable_from(all, taken);
#else
	return umem_readable_from(all, (uint32_t)taken);
#endif
}
