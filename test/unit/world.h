// A small image for tests of system calls: a supervisor, a server, three clients
// and the idle task.
//
//   task    priority  may send to    kernel operations
//   SUPER   0         -              all
//   SERVER  1         the clients    -
//   ALPHA   2         anyone         all
//   BETA    2         SERVER         -
//   GAMMA   3         SERVER, ALPHA  read-status
//   IDLE    9         -              -
#pragma once

#include "test/unit/drive.h"
#include "test/unit/unit.h"

#include "abi/sys.h"
#include "abi/task.h"
#include "kern/kernel.h"

enum {
	SUPER,
	SERVER,
	ALPHA,
	BETA,
	GAMMA,
	IDLE,
};

// Each task has RAM_SIZE bytes of its own to write, ROM_SIZE to read.
#define RAM(task) (0x20000000u + 0x1000u * (task))
#define RAM_SIZE 256u
#define ROM(task) (0x1000u + 0x1000u * (task))
#define ROM_SIZE 64u

// Memory of the kernel's, which is no task's.
#define KERNEL_RAM 0x10000000u
#define KERNEL_RAM_SIZE 256u

// SERVER, ALPHA and BETA share these.
#define SHARED 0x30000000u
#define SHARED_SIZE 64u

// SERVER's device, and memory of its that a device shares with it: in no span.
#define DEVICE 0x40000000u
#define DMA 0x38000000u
#define DMA_SIZE 32u

// SERVER's interrupts: what they post, and which lines do.
#define SERVER_BIT_A 4u
#define SERVER_IRQ_A (1u << SERVER_BIT_A)
#define SERVER_LINE_A 2u
#define SERVER_BIT_B 7u
#define SERVER_IRQ_B (1u << SERVER_BIT_B)
#define SERVER_LINE_B1 3u
#define SERVER_LINE_B2 5u
// ALPHA has one that posts the same bit.
#define ALPHA_LINE 6u
// Nobody's.
#define FREE_LINE 1u

// Boots: every task but STOPPED_AT_BOOT runs. Memory is filled with a pattern.
#define STOPPED_AT_BOOT GAMMA
void world_boot(void);

// The same, and then GAMMA runs too.
void world_boot_all(void);

// The pattern at an address.
uint8_t world_pattern(uint32_t address);

// Whether all memory still holds the pattern but for [address, address + size).
bool world_untouched_but(uint32_t address, uint32_t size);

// Writes the pattern again.
void world_repair(uint32_t address, uint32_t size);

// Stores text, or a word, in a task's memory.
void world_store(uint32_t address, const char *text);
void world_store_word(uint32_t address, uint32_t word);

// Whether this text is at that address.
bool world_holds(uint32_t address, const char *text);

// One lease.
void world_store_lease(uint32_t at, uint32_t attributes, uint32_t base, uint32_t length);

// SEND without leases.
void world_send(uint32_t task, uint32_t to, uint32_t operation, struct uslice message,
		struct uslice room);

// SEND of operation 1 with nothing but leases.
void world_lend(uint32_t task, uint32_t to, uint32_t table, uint32_t count);

// Open RECV into the task's RAM, no notifications.
void world_recv(uint32_t task);

// RECV from one task only, no notifications.
void world_recv_from(uint32_t task, uint32_t id);

// REPLY with this code and no message.
void world_reply(uint32_t task, uint32_t to, uint32_t code);

// Whether the results of a task's last call begin with these.
bool world_results(uint32_t task, uint32_t code, uint32_t second);

// Whether RECV's six results tell of this message.
bool world_received(uint32_t task, uint32_t from, uint32_t operation, uint32_t size, uint32_t room,
		    uint32_t leases);

// Whether they tell of these notifications.
bool world_notified(uint32_t task, uint32_t bits);

// Whether a task waits so for that peer.
bool world_waits(uint32_t task, enum task_sched state, uint32_t peer);
