// Scenes: what is explored. A scene is an image and the choices that its tasks have,
// small enough that all that can happen can be tried.
#pragma once

#include "test/model/event.h"
#include "test/model/image.h"

// Each member is a set of tasks, by index, that may do so.
struct scene {
	struct image image;
	size_t limit;     // states after which it is enough; 0: all are tried
	bool has_epitaph; // the kernel of before has left one
	bool dawdles;     // alarms may have to wait, and time passes while none is set
	uint8_t ahead;    // ms, 1 or 2, for `timer`
	bool blur;        // faults count as the same if only their report differs

	uint8_t send;        // a message of 4 bytes along every slot
	uint8_t send_more;   // longer than the buffer, empty, in several pieces, in shared memory
	uint8_t lend;        // with leases; their table is in ROM
	uint8_t lend_many;   // with so many that checking them takes more than one step
	uint8_t lend_ram;    // their table is in RAM, and lends itself
	uint8_t borrow;      // from whoever lends
	uint8_t recv;        // from anyone, without notifications or with
	uint8_t recv_closed; // from each other task, and from the kernel
	uint8_t recv_more;   // into an empty, a longer, a shared buffer; other masks
	uint8_t reply;       // to anyone, with 4 bytes and with none
	uint8_t reply_more;  // longer, from shared memory; other codes
	uint8_t reply_fault;
	uint8_t post;       // to anyone
	uint8_t post_more;  // other bits
	uint8_t timer;      // `ahead` ms ahead; off
	uint8_t timer_more; // 1 ms ahead, past, never; other bits
	uint8_t irq;        // everything with its lines
	uint8_t restart;    // everybody who may be restarted
	uint8_t stop;       // likewise, left stopped
	uint8_t inject;     // faults
	uint8_t kernel;     // the kernel operations that change nothing
	uint8_t interrupt;  // software interrupts
	uint8_t panic;
	uint8_t fault;  // a fault of the processor; all kinds unless blurred
	uint8_t misuse; // every wrong argument
};

// The scenes for KERN_TASKS tasks.
extern const struct scene scenes[];
extern const size_t scene_count;

#define EVENTS_MAX 1024

// All events that the scene allows in a state; how many.
size_t scene_events(const struct scene *scene, const struct spec *s, struct event *events);

// Installs the image, and memory as the scene's events suppose it.
void scene_install(const struct scene *scene);
