// An image as its TOML files describe it, checked and with all names resolved.
//
//   app.toml ---- board/<board>.toml ---- chip/<chip>/chip.toml ---- memory.toml
//      |                                        |
//   <package>/task.toml for each task     arch/<arch>/port.toml
//
// load.c makes it and refuses anything that is wrong; nothing after it needs to
// check the files again. Tasks, peripherals and memories are named by their
// index in the arrays here. Every path is relative to the repository's root, or
// absolute. Each part keeps its place in the TOML, for errors found later (too
// little memory, a task over its max-sizes).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/base/arena.h"
#include "tool/base/diag.h"
#include "tool/base/str.h"
#include "tool/idl/model.h"

#define IMAGE_NOTIFICATIONS_MAX 32u
#define IMAGE_NO_INDEX UINT32_MAX

struct toml_node;

struct image_list { // of strings
	struct str *items;
	size_t count;
};

// A stretch of memory that tasks are placed in or that they share.
struct image_memory {
	struct str kind; // its table in memory.toml: "flash", "ram", "psram"
	struct str name; // "default" for the image's own
	uint32_t address;
	uint32_t size; // bytes
	bool read;
	bool write;
	bool execute;
	bool dma;
	struct place place; // of its table
};

struct image_interrupt {
	struct str name; // "rx"
	uint32_t line;
	struct place place;
};

struct image_peripheral {
	struct str name;
	uint32_t address;
	uint32_t size; // bytes
	struct image_interrupt *interrupts;
	size_t interrupt_count;
	uint32_t owner;     // task, or IMAGE_NO_INDEX
	struct place place; // its key in chip.toml
};

// Something a task names by index: a peripheral, a memory, an interface.
struct image_use {
	uint32_t index;
	struct place place;
};

struct image_slot {
	struct str name; // as the task's code says it
	uint32_t peer;   // task
	struct place place;
};

struct image_notification {
	struct str name; // its position in the array is its bit
	struct place place;
};

struct image_irq {
	uint32_t peripheral;
	struct str name; // the interrupt's, within the peripheral
	uint32_t line;
	uint32_t notification; // bit number
	struct place place;
};

enum image_config_kind {
	IMAGE_CONFIG_INTEGER,
	IMAGE_CONFIG_BOOLEAN,
	IMAGE_CONFIG_STRING,
	IMAGE_CONFIG_INTEGERS,
	IMAGE_CONFIG_TASKS,
};

struct image_config {
	struct str key;
	enum image_config_kind kind;
	int64_t integer; // INTEGER, or 0 and 1 for BOOLEAN
	struct str string;
	int64_t *integers;
	size_t integer_count;
	uint32_t *tasks;
	size_t task_count;
	struct place place;
};

struct image_hook {
	uint32_t task;
	uint32_t notification; // bit number, of that task
	struct place place;
};

// Whom a task notifies: a table of its config such as on-task-fault.
struct image_hooks {
	struct str key;
	struct image_hook *items;
	size_t count;
};

// Who may ask a task for an operation: config's allowed-callers.
struct image_callers {
	struct str operation; // as given: '-' and '_' are the same
	struct place place;
	uint32_t *tasks;
	size_t count;
};

// What the supervisor does after a task failed too often.
enum image_then {
	IMAGE_THEN_HOLD,
	IMAGE_THEN_RESET,
	IMAGE_THEN_RESTART, // a peer
};

// When the supervisor restarts a task, all in ms.
struct image_restart {
	uint32_t delay;     // after the first fault; then twice as long each time
	uint32_t max_delay; // up to this
	uint32_t steady;    // a run so long is forgiven what was before
	uint32_t limit;     // so many faults are too many; 0: none are
	uint32_t within;    // in so much time
	enum image_then then;
	uint32_t peer; // task, for RESTART
	struct place then_place;
};

struct image_limit {
	bool given;
	uint32_t bytes;
	struct place place;
};

struct image_task {
	struct str name;
	struct place place; // its key in app.toml

	struct str prebuilt;        // path of its relocatable object; empty if made from sources
	struct str package;         // folder: "task/ping"; the object's, if it is prebuilt
	struct str description;     // from task.toml, may be empty
	struct image_list sources;  // paths of its C and assembly files
	struct image_list features; // as given: "x" becomes -DFEATURE_X

	uint32_t priority; // 0 is most important
	struct place priority_place;
	uint32_t stacksize;           // bytes, a multiple of 8
	struct place stacksize_place; // the task's own, or the app's default, or the task's key
	bool start;                   // runs from boot: so unless told otherwise
	bool sends_to_any;
	uint8_t grants; // KIPC_GRANT_*, all for the supervisor

	uint32_t serves; // interface, or IMAGE_NO_INDEX
	struct place serves_place;
	struct image_use *calls; // interfaces
	size_t call_count;

	struct image_use *uses; // peripherals
	size_t use_count;
	struct image_use *extern_regions; // memories
	size_t extern_region_count;
	struct image_slot *slots;
	size_t slot_count;
	bool slots_refused; // there were more, but something is wrong with them
	struct image_notification *notifications;
	size_t notification_count;
	struct image_irq *irqs;
	size_t irq_count;
	struct image_config *configs; // all but the two below
	size_t config_count;
	struct image_hooks *hooks;
	size_t hooks_count;
	struct image_callers *callers;
	size_t callers_count;
	const struct toml_node *package_config; // keys and defaults, or NULL; for the loader
	struct image_restart restart;

	struct image_limit max_flash;
	struct image_limit max_ram;
};

// What arch/<arch>/port.toml says of the chip's processor, for its FPU or none.
struct image_port {
	struct str arch; // "armm"
	struct str cpu;  // "cortex-m4"
	bool fpu;
	struct str prefix;              // of the compiler's commands: "arm-none-eabi-"
	uint32_t machine;               // that its ELF files name (EM_*)
	struct str protection;          // "pmsav7"
	uint32_t regions;               // of the protection unit
	struct image_list task_flags;   // processor flags for tasks
	struct image_list kernel_flags; // the same for the kernel: never floating point
	struct image_list sources;      // of the kernel's port, paths
	struct image_list includes;     // folders that hold its arch_port.h
};

// An interface that some task serves or calls.
struct image_interface {
	struct str file;
	const struct idl_interface *idl;
};

struct image_board {
	struct str name;
	struct str file;
	struct str chip;
	struct str machine; // for QEMU; empty if the board cannot be emulated
	struct str console; // peripheral on QEMU's first serial line, may be empty
};

struct image_model {
	struct arena *arena;

	struct str name;
	struct str app_file; // path of app.toml
	struct str app_folder;
	struct str out;            // folder for everything generated: "out/demo-mps2-an386"
	struct str *package_roots; // "." and the app's packages
	size_t package_root_count;

	struct image_board board;
	struct image_port port;

	struct str chip_folder;  // "chip/mps2"
	struct str chip_startup; // path of startup.c, empty if there is none
	uint32_t irqs;           // interrupt lines
	uint32_t clock;          // Hz of the processor
	uint32_t counter;        // peripheral that gives the kernel the time, or IMAGE_NO_INDEX
	struct place counter_place;
	uint32_t counter_clock; // Hz of it, or of the processor's own

	struct image_memory *memories;
	size_t memory_count;
	uint32_t flash; // memory that holds the image
	uint32_t ram;   // memory that tasks and kernel live in

	struct image_peripheral *peripherals;
	size_t peripheral_count;

	struct image_interface *interfaces;
	size_t interface_count;

	uint32_t kernel_stacksize; // bytes, a multiple of 8
	uint32_t kernel_trace;     // entries of the kernel's trace; 0: it has none
	bool kernel_check;         // assert all invariants after every kernel entry
	struct place kernel_place; // [kernel], or the file

	struct image_task *tasks; // in the order of app.toml; 0 is the supervisor
	size_t task_count;

	// Every file whose content or absence this depends on, to build it again when
	// they change.
	struct image_list inputs;
};

// Whether one task, by its index, may SEND to another: along a slot, or because it may to
// any; never to itself.
bool image_may_send(const struct image_model *model, size_t from, size_t to);

// Reads the app at a path as the user typed it (a folder, or its app.toml), for
// the named board or, with NULL, the app's own. Reports every mistake that it
// finds; NULL if there was one.
struct image_model *image_load(struct arena *arena, const char *app, const char *board);
