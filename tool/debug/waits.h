// Who waits for whom: a graph in which each task has at most one edge.
#pragma once

#include "tool/debug/system.h"

enum waits_kind {
	WAITS_TO_SEND,    // the other has not taken its message yet
	WAITS_FOR_REPLY,  // the other has it and has not answered
	WAITS_TO_RECEIVE, // it accepts a message from the other only
};

struct waits_edge {
	size_t on; // the task waited for, or SIZE_MAX
	enum waits_kind kind;
	bool in_circle;     // its task and the one waited for wait for each other in the end
	bool begins_circle; // the first of its circle
};

// Something that deserves attention, in words.
struct waits_note {
	size_t task;
	bool inverted;   // it waits for one that is less important; else, in vain
	struct str text; // "waits for late, which was never started"
};

struct waits {
	struct waits_edge *edges; // one for each task
	struct waits_note *notes;
	size_t note_count;
	size_t note_room;
};

struct waits waits_read(const struct system *system);

// "a waits for b waits for a", of the circle that a task is in.
struct str waits_circle_text(const struct system *system, const struct waits *waits, size_t first);

// "send", "reply", "receive"
const char *waits_kind_text(enum waits_kind kind);
