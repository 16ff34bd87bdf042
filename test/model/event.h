// What can happen to a running system: calls of the running task, faults of its own,
// interrupts, time. An event says whom and when it is about in relation to the state
// that it finds (a task's present id, now and two more), so a list of events means the
// same from wherever it starts.
//
// As text, an event is one line, which can be read back:
//
//     call SEND id(1)<<16|7 0x20002000 4 0x20002008 4 0 0
//     call RECV 0x20001000 8 0x2 0
//     call SET_TIMER 1 now+2 0 0x2        a deadline's words are now+N and 0 together
//     store 0x20001004 0x12345678         address, word
//     fault 3 0 0 0                       kind, reason, whether there is a detail, detail
//     interrupt 2                         line
//     raise 2                             line, which is not enabled
//     again                               the call that gave way to an interrupt
//     tick 2                              milliseconds, then the alarm if it is due
//     pass 2                              milliseconds, and the alarm has to wait
//     alarm                               due or not
//
// "wait N" before an event: N milliseconds pass if no task can run. "pause N" before a
// call: at the end of its step N, the first being 1, an interrupt waits.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "test/model/spec.h"

enum event_kind {
	EVENT_CALL,
	EVENT_AGAIN, // the call that gave way
	EVENT_STORE, // the running task writes a word to its memory
	EVENT_FAULT,
	EVENT_INTERRUPT,
	EVENT_RAISE,
	EVENT_TICK,  // time passes, and the alarm comes if it is due
	EVENT_PASS,  // time passes, and if the alarm is due then something else comes first
	EVENT_ALARM, // be it due or not
};

// A number, or what stands for one.
enum word_kind {
	WORD_PLAIN,     // value
	WORD_ID,        // the task's id, `ago` generations before the present; value is added
	WORD_TARGET,    // the same, times 65536: with an operation, the first word of SEND
	WORD_TIME_LOW,  // now + value, the low word
	WORD_TIME_HIGH, // and the high word
};

struct word {
	uint8_t kind; // enum word_kind
	uint8_t task;
	uint8_t ago;
	uint32_t value;
};

struct event {
	uint8_t kind;       // enum event_kind
	uint8_t patience;   // milliseconds that pass if no task can run
	uint8_t pause;      // steps of a long call until it gives way; 0: it does not
	uint32_t number;    // of the call; address; the line; milliseconds
	struct word arg[7]; // of a call; the word that is stored
	struct spec_fault fault;
};

// The number that a word stands for in a state.
uint32_t word_value(const struct word *word, const struct spec *s);

void event_print(const struct event *event, FILE *to);

// Reads a line. False if it is no event; then `why` says what is wrong.
bool event_parse(const char *line, struct event *event, const char **why);

// Whether it can happen in this state, by the rules of the processor and the image. If
// not, `why` says which.
bool event_is_possible(const struct event *event, const struct spec *s, const char **why);

// Lets it happen, to the model and to the kernel. Both are in the state `s`, which
// becomes the next. False if they do not agree then: `why` says how, and it is over.
bool event_happens(const struct event *event, struct spec *s, char *why, size_t why_size);

// In how many steps the last event's call could have given way.
extern uint32_t event_steps;

// Boots both; the kernel of before has left an epitaph, or not.
bool event_boot(struct spec *s, bool has_epitaph, char *why, size_t why_size);
