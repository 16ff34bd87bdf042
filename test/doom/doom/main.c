// Doom: a supervisor whose deeds its kernel does not survive.
//
// It prints "choose", reads the name of a deed, does it, and prints "survived" if it
// still can. Most deeds are faults, after which there is nobody to restart anything;
// one has a device raise the non-maskable interrupt; and some are harmless, unless the
// image was damaged.
#include <string.h>

#include "gen/task.h"
#include "test/suite/runner/report.h"
#include "ulib/kipc.h"
#include "ulib/panic.h"
#include "ulib/time.h"

// Watchdog of Arm's Cortex-M System Design Kit: counts down, and raises NMI at 0.
struct cmsdk_watchdog {
	volatile uint32_t load;
	volatile uint32_t value;
	volatile uint32_t control;
};

#define WATCHDOG_INTERRUPT (1u << 0)

// Not mapped anywhere.
#define NOWHERE 0x30000000u

static void divide(void)
{
	__asm__ volatile("udiv r0, %0, %1" ::"r"(1), "r"(0) : "r0");
}

static void give_up(void)
{
	panic("all is lost");
}

static void read(void)
{
	(void)*(volatile uint32_t *)NOWHERE;
}

static void send_to_oneself(void)
{
	(void)sys_send((struct task_id){TASK_DOOM}, 1, NULL, 0, NULL, 0, NULL, 0);
}

static void bark(void)
{
	struct cmsdk_watchdog *watchdog = (struct cmsdk_watchdog *)WATCHDOG_BASE;

	watchdog->load = 1000;
	watchdog->control = WATCHDOG_INTERRUPT;
	while (watchdog->value != 0)
		;
}

static void interrupt(void)
{
	sys_irq_control(NOTIFY_IRQ, IRQ_ENABLE);
	kipc_software_irq(TASK_DOOM, NOTIFY_IRQ);
	sys_recv_notification(NOTIFY_IRQ);
}

// The caller waits to send when this receives.
static void receive(void)
{
	struct message message;

	(void)sys_post(sys_refresh_task_id((struct task_id){TASK_CALLER}), 1);
	time_sleep_for(5);
	sys_recv_open(NULL, 0, 0, &message);
	sys_reply(message.sender, 0, NULL, 0);
}

static void reset(void)
{
	kipc_reset();
}

static const struct {
	const char *name;
	void (*act)(void);
} deeds[] = {
	{"divide", divide},   {"panic", give_up},
	{"read", read},       {"send-to-oneself", send_to_oneself},
	{"watchdog", bark},   {"interrupt", interrupt},
	{"receive", receive}, {"reset", reset},
};

static void say(const char *what)
{
	char space[20];
	struct text line = text_in(space, sizeof space);

	text_add(&line, what);
	report_line(&line);
}

// Reads a line of at most `room` - 1 bytes, and ends it with a zero.
static void listen(char *to, size_t room)
{
	size_t size = 0;
	uint8_t byte;

	for (;;) {
		sys_recv_notification(NOTIFY_RX_IRQ);
		if (!report_take(&byte))
			continue;
		if (byte == '\n')
			break;
		if (size + 1 < room)
			to[size++] = (char)byte;
	}
	to[size] = 0;
}

int main(void)
{
	char name[20];

	report_start();
	for (;;) {
		say("choose");
		listen(name, sizeof name);
		for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++)
			if (strcmp(deeds[i].name, name) == 0)
				deeds[i].act();
		say("survived");
	}
}
