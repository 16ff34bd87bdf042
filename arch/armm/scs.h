// The System Control Space of ARMv7-M: the registers that the port uses, named
// as in the ARMv7-M Architecture Reference Manual (B3.2, B3.3, B3.4, B3.5).
#pragma once

#include <stdint.h>

#define SCS_REGISTER(address) (*(volatile uint32_t *)(address))

#define SYST_CSR SCS_REGISTER(0xE000E010)
#define SYST_CSR_ENABLE (1u << 0)
#define SYST_CSR_TICKINT (1u << 1)
#define SYST_CSR_CLKSOURCE (1u << 2) // the processor's own clock
#define SYST_RVR SCS_REGISTER(0xE000E014)
#define SYST_CVR SCS_REGISTER(0xE000E018)

#define SYST_COUNT_MAX 0xFFFFFFu

// Data Watchpoint and Trace unit (C1.8): its cycle counter.
#define DWT_CTRL SCS_REGISTER(0xE0001000)
#define DWT_CTRL_CYCCNTENA (1u << 0)
#define DWT_CYCCNT SCS_REGISTER(0xE0001004)
#define DWT_LAR SCS_REGISTER(0xE0001FB0)
#define DWT_LAR_KEY 0xC5ACCE55u // unlocks the others, on cores that lock them
#define DEMCR SCS_REGISTER(0xE000EDFC)
#define DEMCR_TRCENA (1u << 24) // the trace units are on

// One bit per interrupt line, 32 to a register.
#define NVIC_ISER(n) SCS_REGISTER(0xE000E100 + 4 * (n)) // enable
#define NVIC_ICER(n) SCS_REGISTER(0xE000E180 + 4 * (n)) // disable
#define NVIC_ISPR(n) SCS_REGISTER(0xE000E200 + 4 * (n)) // make pending
#define NVIC_ICPR(n) SCS_REGISTER(0xE000E280 + 4 * (n)) // clear pending
// One byte per line, four to a register.
#define NVIC_IPR(n) SCS_REGISTER(0xE000E400 + 4 * (n))

#define ICSR SCS_REGISTER(0xE000ED04)
#define ICSR_PENDSVSET (1u << 28)
#define ICSR_PENDSTCLR (1u << 25)
#define ICSR_VECTPENDING(icsr) ((icsr) >> 12 & 0x1FF) // exception number, 0: none
#define AIRCR SCS_REGISTER(0xE000ED0C)
#define AIRCR_RESET 0x05FA0004u // the key and SYSRESETREQ
#define SCR SCS_REGISTER(0xE000ED10)
#define SCR_SEVONPEND (1u << 4) // an interrupt that becomes pending ends WFE
#define CCR SCS_REGISTER(0xE000ED14)
#define CCR_DIV_0_TRP (1u << 4)
#define SHPR1 SCS_REGISTER(0xE000ED18) // MemManage, BusFault, UsageFault
#define SHPR2 SCS_REGISTER(0xE000ED1C) // SVCall in the top byte
#define SHPR3 SCS_REGISTER(0xE000ED20) // SysTick, PendSV, reserved, DebugMonitor
#define SHCSR SCS_REGISTER(0xE000ED24)
#define SHCSR_FAULTS_ENABLE (7u << 16)
#define SHCSR_PENDED (15u << 12) // SVCall, BusFault, MemManage, UsageFault

#define CFSR SCS_REGISTER(0xE000ED28)
#define CFSR_IACCVIOL (1u << 0)
#define CFSR_MSTKERR (1u << 4)
#define CFSR_MMARVALID (1u << 7)
#define CFSR_BFARVALID (1u << 15)
#define CFSR_UNDEFINSTR (1u << 16)
#define CFSR_DIVBYZERO (1u << 25)
#define HFSR SCS_REGISTER(0xE000ED2C)
#define MMFAR SCS_REGISTER(0xE000ED34)
#define BFAR SCS_REGISTER(0xE000ED38)

#define MPU_TYPE SCS_REGISTER(0xE000ED90)
#define MPU_TYPE_REGIONS(type) ((type) >> 8 & 0xFF)
#define MPU_CTRL SCS_REGISTER(0xE000ED94)

// Enabled, and the default map for privileged code; not in force for HardFault, NMI and
// while FAULTMASK is set.
#define MPU_CTRL_ON 5u

#define CPACR SCS_REGISTER(0xE000ED88)
#define CPACR_FP_FULL (15u << 20)
#define FPCCR SCS_REGISTER(0xE000EF34)
#define FPCCR_ASPEN (1u << 31) // hardware stacks s0-s15 for tasks that used them
#define FPCCR_LSPEN (1u << 30) // ... and may put off doing so
