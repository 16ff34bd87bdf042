// The one place where exploring and fuzzing look into the kernel's data.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "arch/host/host.h"
#include "test/model/spec.h"

// What tasks, the supervisor and a debugger can tell of the kernel now, `how` being
// how its last entry ended.
void view_see(struct spec *seen, enum host_end how);

// Where the reference model finds the kernel's entries of tasks. The bytes stay
// those of this moment.
void view_note_entries(void);

// An epitaph of the kernel's last life is there, or is not.
void view_leave_epitaph(bool wanted);

// Makes states equal that no future tells apart, in the kernel, the interrupt
// controller and memory:
//   - time and deadlines go back together, so that they stay small;
//   - each task's generation becomes the same again, and what names an earlier one
//     names the one before;
//   - data that nobody may use any more are overwritten with what would do harm;
//   - memory is fresh, but for what a task in a call has lent with a lease table that
//     can still be changed.
// With `blur`, also faults of which only the report differs.
void view_normalise(bool blur);

// The parts that a state is made of: the entries of tasks, memory, and all the rest.
#define VIEW_PARTS (KERN_TASKS + 2)
#define VIEW_PART_MAX 2048
size_t view_save(uint32_t part, uint8_t *bytes);
void view_load(uint32_t part, const uint8_t *bytes);
