// The scenes for four tasks.
#include "test/model/scene.h"

#include "abi/kipc.h"

#define SUPER 1u
#define SERVER 2u
#define ALPHA 4u
#define BETA 8u
#define ALL 15u

#define ROLE_SUPER .name = "super", .priority = 0, .starts = true, .grants = KIPC_GRANT_ALL
#define ROLE_SERVER .name = "server", .priority = 1, .starts = true
#define ROLE_ALPHA .name = "alpha", .priority = 2, .starts = true
#define ROLE_BETA .name = "beta", .priority = 2, .starts = true

const struct scene scenes[] = {
	{
		// A bit of everything, all together; two clients of equal importance.
		.image = {"everything",
			  {{ROLE_SUPER, .slots = SERVER},
			   {ROLE_SERVER, .slots = SUPER | ALPHA, .line_count = 1, .line = {{2, 1}}},
			   {ROLE_ALPHA, .slots = SUPER | SERVER},
			   {ROLE_BETA, .slots = SERVER | ALPHA}}},
		.limit = 12000000,
		.blur = true,
		.send = ALL,
		.lend = ALPHA,
		.borrow = SERVER,
		.recv = ALL,
		.recv_closed = SERVER | ALPHA,
		.reply = ALL,
		.reply_fault = SERVER,
		.post = SERVER | BETA,
		.timer = BETA,
		.ahead = 1,
		.irq = SERVER,
		.restart = ALL,
		.stop = SUPER,
		.inject = SUPER,
		.kernel = SUPER,
		.interrupt = SUPER,
		.panic = ALPHA,
		.fault = ALL,
		.misuse = BETA,
	},
	{
		// Clients that are also each other's servers, equal ones among them, who wait
		// for each other's restarts.
		.image = {"clients",
			  {{ROLE_SUPER, .slots = SERVER},
			   {ROLE_SERVER, .slots = ALPHA | BETA},
			   {ROLE_ALPHA, .slots = SUPER | SERVER | BETA},
			   {ROLE_BETA, .slots = SUPER | SERVER | ALPHA}}},
		.limit = 10000000,
		.blur = true,
		.send = ALL,
		.recv = ALL,
		.recv_closed = ALL,
		.reply = ALL,
		.reply_fault = SERVER,
		.post = SERVER | BETA,
		.restart = SUPER,
		.stop = SUPER,
		.fault = ALL,
	},
	{
		// Three equals taking turns, and timers that wake them together.
		.image = {"turns",
			  {{ROLE_SUPER},
			   {.name = "gamma", .priority = 2, .starts = true, .slots = ALPHA | BETA},
			   {ROLE_ALPHA, .slots = SERVER | BETA},
			   {ROLE_BETA, .slots = SUPER | SERVER}}},
		.limit = 10000000,
		.blur = true,
		.send = ALL,
		.recv = ALL,
		.reply = ALL,
		.post = SERVER,
		.timer = SERVER | ALPHA | BETA,
		.ahead = 1,
		.restart = SUPER,
		.fault = SERVER,
	},
	{
		// Long messages and loans that give way to interrupts, with two clients.
		.image = {"interrupted",
			  {{ROLE_SUPER, .line_count = 1, .line = {{5, 1}}},
			   {ROLE_SERVER, .slots = ALPHA, .shares = true},
			   {ROLE_ALPHA, .slots = SERVER, .shares = true},
			   {ROLE_BETA, .slots = SERVER | ALPHA, .shares = true}}},
		.limit = 10000000,
		.blur = true,
		.send_more = SERVER | ALPHA | BETA,
		.lend_many = ALPHA,
		.lend_ram = BETA,
		.borrow = SERVER,
		.recv = SUPER | SERVER,
		.recv_more = SERVER | ALPHA,
		.reply_more = SERVER | ALPHA,
		.irq = SUPER,
		.restart = SUPER,
		.inject = SUPER,
		.panic = BETA,
	},
};

const size_t scene_count = sizeof scenes / sizeof scenes[0];
