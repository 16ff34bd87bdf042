// Registers of the Arm MPS2 FPGA images, named as in Arm's manuals.
//
// Only what drivers use is here. Addresses and interrupt numbers are in chip.toml.
#pragma once

#include <stddef.h>
#include <stdint.h>

// UART of the Cortex-M System Design Kit.
struct cmsdk_uart {
	volatile uint32_t data;    // 7:0; a write sends, a read takes what has come in
	volatile uint32_t state;   // CMSDK_UART_STATE_*
	volatile uint32_t ctrl;    // CMSDK_UART_CTRL_*
	volatile uint32_t intr;    // read: INTSTATUS, write 1: INTCLEAR; CMSDK_UART_INT_*
	volatile uint32_t bauddiv; // clock cycles per bit, at least 16
};

_Static_assert(offsetof(struct cmsdk_uart, bauddiv) == 0x10, "register offsets");

#define CMSDK_UART_STATE_TX_FULL (1u << 0)
#define CMSDK_UART_STATE_RX_FULL (1u << 1)
#define CMSDK_UART_STATE_TX_OVERRUN (1u << 2) // write 1 to clear
#define CMSDK_UART_STATE_RX_OVERRUN (1u << 3) // write 1 to clear

#define CMSDK_UART_CTRL_TX_ENABLE (1u << 0)
#define CMSDK_UART_CTRL_RX_ENABLE (1u << 1)
#define CMSDK_UART_CTRL_TX_INT_ENABLE (1u << 2)
#define CMSDK_UART_CTRL_RX_INT_ENABLE (1u << 3)

#define CMSDK_UART_INT_TX (1u << 0)
#define CMSDK_UART_INT_RX (1u << 1)

#define CMSDK_UART_BAUDDIV_MIN 16u

// Timer of the Cortex-M System Design Kit: counts down to 0, then reloads.
struct cmsdk_timer {
	volatile uint32_t ctrl; // CMSDK_TIMER_CTRL_*
	volatile uint32_t value;
	volatile uint32_t reload;
	volatile uint32_t intr; // read: INTSTATUS, write 1: INTCLEAR
};

_Static_assert(offsetof(struct cmsdk_timer, intr) == 0xC, "register offsets");

#define CMSDK_TIMER_CTRL_ENABLE (1u << 0)
#define CMSDK_TIMER_CTRL_INT_ENABLE (1u << 3)

// Watchdog of the Cortex-M System Design Kit.
struct cmsdk_watchdog {
	volatile uint32_t load; // what to count down from; a write begins again
	const volatile uint32_t value;
	volatile uint32_t control;   // CMSDK_WATCHDOG_CONTROL_*
	volatile uint32_t intclr;    // any write: clear the interrupt, and begin again
	const volatile uint32_t ris; // interrupt status, before and after masking
	const volatile uint32_t mis;
	uint32_t reserved[762];
	volatile uint32_t lock; // the registers above can be written after UNLOCK only
};

_Static_assert(offsetof(struct cmsdk_watchdog, lock) == 0xC00, "register offsets");

#define CMSDK_WATCHDOG_CONTROL_INT_ENABLE (1u << 0)   // count, and interrupt at zero
#define CMSDK_WATCHDOG_CONTROL_RESET_ENABLE (1u << 1) // reset at the next zero

#define CMSDK_WATCHDOG_UNLOCK 0x1ACCE551u

// Dual timer of the Cortex-M System Design Kit: one of its two counters.
struct cmsdk_dual_timer {
	volatile uint32_t load;
	volatile uint32_t value;   // counts down
	volatile uint32_t control; // CMSDK_DUAL_TIMER_CONTROL_*
	volatile uint32_t intclr;
	volatile uint32_t ris;
	volatile uint32_t mis;
	volatile uint32_t bgload;
};

_Static_assert(offsetof(struct cmsdk_dual_timer, bgload) == 0x18, "register offsets");

#define CMSDK_DUAL_TIMER_CONTROL_32_BIT (1u << 1)
#define CMSDK_DUAL_TIMER_CONTROL_ENABLE (1u << 7)

// FPGA system control: of it, what counts.
struct mps2_fpgaio {
	volatile uint32_t led0;
	uint32_t reserved0;
	const volatile uint32_t button;
	uint32_t reserved1;
	volatile uint32_t clk1hz;
	volatile uint32_t clk100hz;
	volatile uint32_t counter;  // counts up, once in prescale + 1 clock cycles
	volatile uint32_t prescale; // 0 after reset
};

_Static_assert(offsetof(struct mps2_fpgaio, prescale) == 0x1C, "register offsets");
