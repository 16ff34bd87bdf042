// A value is not cut off in silence: an id is not stored with another call's bits.
// gcc: conversion from 'uint32_t'
// clang: implicit conversion loses integer precision: 'uint32_t'
#include "kern/kernel.h"

void wait_for(struct task *task, uint32_t peer);

void wait_for(struct task *task, uint32_t peer)
{
#ifdef WRONG
	task->peer = peer;
#else
	task->peer = (uint16_t)peer;
#endif
}
