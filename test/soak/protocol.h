// What the tasks of the soak say to each other.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ulib/sys.h"

// Asked of the keeper.
enum keeper_op {
	KEEPER_BEGIN = 1, // u32: address of a pirate's struct logbook -> struct life
	KEEPER_ALIVE,     // ferry or tide: one more exchange was right ->
	KEEPER_ESCAPED,   // struct escape: a pirate did something forbidden, and lived on ->
};

// What a pirate is to do until it asks again or comes to its end.
struct life {
	uint32_t seed;
	uint32_t calls;
	uint32_t self; // its index
};

// How many system calls a pirate has made in this life. The keeper reads it from the
// pirate's memory, where a wild one may have spoilt it: then they do not match.
struct logbook {
	uint32_t calls;
	uint32_t check; // logbook_check()
};

static inline uint32_t logbook_check(uint32_t calls, uint32_t seed)
{
	return ~calls * 0x9E3779B1u ^ seed;
}

enum escape_kind {
	ESCAPE_NONE,
	ESCAPE_CALL,    // a system call that had to fault; address: its number
	ESCAPE_MISDEED, // an instruction that had to; address: enum misdeed_kind
	ESCAPE_ACCESS,  // an access to that address
};

struct escape {
	uint32_t kind;
	uint32_t address;
	uint32_t check; // escape_check()
};

static inline uint32_t escape_check(uint32_t kind, uint32_t address, uint32_t seed)
{
	return (kind + address) * 0x85EBCA6Bu ^ ~seed;
}

// Asked of harbour by ferry, which lends its cargo as lease 0, and as lease 1 the message
// itself, to be read only.
#define HARBOUR_TURN 1 // struct trip -> struct receipt

#define CARGO_SIZE 96u

struct trip {
	uint32_t number;
	uint32_t sum; // of the cargo's bytes
};

struct receipt {
	uint32_t number;
	uint32_t sum; // of the bytes that are there now
};

// The cargo's bytes on the way out, and, every bit turned, on the way back.
static inline uint8_t cargo_byte(uint32_t trip, uint32_t i)
{
	return (uint8_t)(trip * 31 + i * 7 + (trip >> 8));
}

static inline uint8_t cargo_turned(uint8_t byte)
{
	return byte ^ 0xFF;
}

// Asked of gauge by tide: words -> the same words, each increased by its position.
#define GAUGE_READ 1

#define GAUGE_WORDS 40u
