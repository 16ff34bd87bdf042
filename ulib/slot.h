// Task slots: names of other tasks, bound when the image is built.
//
//	TASK_SLOT(pong_slot, "pong");
//	...
//	struct task_id pong = slot_peer(&pong_slot);
//
// app.toml says which task a slot leads to (`task-slots = ["pong"]`, or
// `{pong = "other"}`). TASK_SLOT lists the variable in .task_slot_table, which
// is no part of the image; the builder reads that list and writes the peer's
// index over TASK_ID_UNBOUND in the linked image. Entries are packed: address
// of the variable, length of the name, the name.
#pragma once

#include <stdint.h>

#include "ulib/sys.h"

struct task_slot {
	uint16_t id; // index of the peer, generation 0
};

#define TASK_SLOT(variable, name)                                                 \
	static const struct task_slot variable = {TASK_ID_UNBOUND};               \
	static const struct __attribute__((packed)) {                             \
		const struct task_slot *slot;                                     \
		uint32_t size;                                                    \
		char text[sizeof(name) - 1];                                      \
	} variable##_entry __attribute__((used, section(".task_slot_table"))) = { \
		&variable, sizeof(name) - 1, name}

// The peer's position in the task table. Volatile: the compiler believes the
// value in the source, the builder has changed it since.
static inline uint32_t slot_index(const struct task_slot *slot)
{
	return *(const volatile uint16_t *)&slot->id;
}

// The peer's present id.
static inline struct task_id slot_peer(const struct task_slot *slot)
{
	return sys_refresh_task_id((struct task_id){slot_index(slot)});
}
