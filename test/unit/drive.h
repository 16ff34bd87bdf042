// Driving the kernel on the host: the test plays the processor and the tasks.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/task.h"
#include "arch/host/host.h"

// Clears the kernel and the interrupt controller, and boots.
void drive_boot(void);

// Makes a system call in the name of a task that is healthy and runnable; if it is
// not its turn, as if it were. The program ends if the task cannot run.
void drive_call(uint32_t task, uint32_t number, const uint32_t arg[7]);

// Has a task whose call gave way to an interrupt make it again; the program ends if it
// has not to.
void drive_again(uint32_t task);

// CALL(ALPHA, SYS_POST, id, bits): arguments that are not given are 0.
#define CALL(task, number, ...) drive_call(task, number, (const uint32_t[7]){__VA_ARGS__})

// Result n of the task's last call.
uint32_t drive_result(uint32_t task, uint32_t n);

// Whose turn it is.
uint32_t drive_current(void);

// The task's present id.
uint32_t drive_id(uint32_t task);

// Restarts a task, running, as if the supervisor had asked for it.
void drive_restart(uint32_t task);

// Injects a fault into a task, whatever it is doing, as if the supervisor had asked.
void drive_fault(uint32_t task);

// Whether a task is healthy and in this state.
bool drive_is(uint32_t task, enum task_sched state);

// Whether a task is faulted with exactly this: a kind, its reason (0 if the kind has
// none), its address, status or task (0 likewise).
bool drive_faulted(uint32_t task, enum fault_kind kind, uint32_t reason, uint32_t detail);

// The same, for misuse of a system call.
bool drive_misused(uint32_t task, enum usage_error error);

// The same, for memory that the kernel was not to touch in the task's name.
bool drive_trespassed(uint32_t task, uint32_t address);
