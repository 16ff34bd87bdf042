// The scenes for three tasks: a supervisor, a server and a client.
#include "test/model/scene.h"

#include "abi/kipc.h"

#define SUPER 1u
#define SERVER 2u
#define CLIENT 4u
#define ALL 7u

#define ROLE_SUPER .name = "super", .priority = 0, .starts = true, .grants = KIPC_GRANT_ALL
#define ROLE_SERVER .name = "server", .priority = 1, .starts = true
#define ROLE_CLIENT .name = "client", .priority = 2, .starts = true

const struct scene scenes[] = {
	{
		// A bit of everything, all together.
		.image = {"everything",
			  {{ROLE_SUPER, .slots = SERVER},
			   {ROLE_SERVER, .slots = SUPER | CLIENT, .line_count = 1,
			    .line = {{2, 1}}},
			   {ROLE_CLIENT, .slots = SUPER | SERVER}}},
		.blur = true,
		.send = ALL,
		.lend = CLIENT,
		.borrow = SERVER,
		.recv = ALL,
		.recv_closed = SERVER | CLIENT,
		.reply = ALL,
		.reply_fault = SERVER,
		.post = CLIENT,
		.timer = CLIENT,
		.ahead = 1,
		.irq = SERVER,
		.restart = ALL,
		.stop = SUPER,
		.inject = SUPER,
		.kernel = SUPER,
		.interrupt = SUPER,
		.panic = CLIENT,
		.fault = ALL,
		.misuse = CLIENT,
	},
	{
		// Messages of all shapes. The table's order is not that of importance.
		.image = {"messages",
			  {{ROLE_SUPER, .slots = SERVER | CLIENT, .shares = true},
			   {.name = "client",
			    .priority = 7,
			    .starts = true,
			    .slots = SUPER | CLIENT,
			    .shares = true},
			   {.name = "server",
			    .priority = 3,
			    .slots = SUPER | SERVER,
			    .shares = true}}},
		.blur = true,
		.send = ALL,
		.send_more = ALL,
		.recv = ALL,
		.recv_closed = ALL,
		.recv_more = ALL,
		.reply = ALL,
		.reply_more = ALL,
		.reply_fault = ALL,
		.restart = SUPER,
		.stop = SUPER,
		.misuse = SERVER | CLIENT,
	},
	{
		// Leases, tables that change while they are in use, memory that two share.
		.image = {"leases",
			  {{ROLE_SUPER},
			   {ROLE_SERVER, .slots = CLIENT, .shares = true},
			   {ROLE_CLIENT, .slots = SERVER, .shares = true}}},
		.blur = true,
		.send = CLIENT,
		.lend = SERVER | CLIENT,
		.lend_many = SERVER | CLIENT,
		.lend_ram = SERVER | CLIENT,
		.borrow = SERVER | CLIENT,
		.recv = ALL,
		.reply = SERVER | CLIENT,
		.restart = ALL,
		.inject = SUPER,
		.misuse = SERVER | CLIENT,
	},
	{
		// Equals taking turns, and timers that wake them together.
		.image =
			{"turns",
			 {{ROLE_SUPER},
			  {.name = "alpha", .priority = 1, .starts = true, .slots = SUPER | CLIENT},
			  {.name = "beta",
			   .priority = 1,
			   .starts = true,
			   .slots = SUPER | SERVER}}},
		.blur = true,
		.send = ALL,
		.recv = ALL,
		.reply = ALL,
		.post = ALL,
		.timer = ALL,
		.ahead = 1,
		.restart = SUPER,
		.fault = SERVER,
	},
	{
		// Timers, notifications and masks of all kinds.
		.image = {"time", {{ROLE_SUPER}, {ROLE_SERVER}, {ROLE_CLIENT}}},
		.dawdles = true,
		.blur = true,
		.recv = ALL,
		.post_more = SERVER,
		.timer = SERVER | CLIENT,
		.ahead = 2,
		.timer_more = CLIENT,
		.restart = SERVER,
	},
	{
		// Notifications and masks of all kinds.
		.image = {"notifications", {{ROLE_SUPER}, {ROLE_SERVER}, {ROLE_CLIENT}}},
		.blur = true,
		.recv = ALL,
		.recv_more = SERVER,
		.recv_closed = CLIENT,
		.post = SUPER,
		.post_more = SERVER | CLIENT,
		.timer_more = CLIENT,
		.restart = SERVER,
		.fault = CLIENT,
	},
	{
		// Interrupts: lines that post the same, and the same bit of two tasks.
		.image = {"interrupts",
			  {{ROLE_SUPER, .line_count = 1, .line = {{5, 1}}},
			   {ROLE_SERVER, .line_count = 3, .line = {{2, 1}, {3, 2}, {0, 2}}},
			   {ROLE_CLIENT, .grants = KIPC_GRANT_SOFTWARE_IRQ | KIPC_GRANT_FAULT}}},
		.blur = true,
		.recv = ALL,
		.recv_more = SERVER,
		.irq = ALL,
		.post = CLIENT,
		.restart = SUPER | SERVER,
		.inject = CLIENT,
		.interrupt = ALL,
		.misuse = SERVER | CLIENT,
	},
	{
		// Kernel operations, with and without the right to them, and every fault as
		// they tell of it.
		.image = {"operations",
			  {{ROLE_SUPER, .has_room = true, .slots = SERVER},
			   {ROLE_SERVER, .slots = SUPER | CLIENT, .has_device = true,
			    .shares = true, .grants = KIPC_GRANT_READ_STATUS | KIPC_GRANT_RESTART},
			   {ROLE_CLIENT, .slots = SERVER, .shares = true,
			    .grants = KIPC_GRANT_FAULT | KIPC_GRANT_DUMP}}},
		.has_epitaph = true,
		.send = CLIENT,
		.recv = ALL,
		.recv_closed = CLIENT,
		.reply_fault = SERVER,
		.restart = ALL,
		.stop = SUPER | SERVER,
		.inject = ALL,
		.kernel = ALL,
		.panic = ALL,
		.fault = SERVER | CLIENT,
		.misuse = ALL,
	},
};

const size_t scene_count = sizeof scenes / sizeof scenes[0];
