// System calls: numbers and registers. Fit for assembly: only #defines here.
//
// On Arm M-profile a call is `svc #0` with the number in r11, arguments in
// r4..r10 and results in r4..r9. Every other register comes back unchanged,
// the stacked r0-r3, r12, lr and flags included.
//
//   SEND             target << 16 | operation; message, length; reply buffer, length;
//                    lease table, count          -> code; reply length
//   RECV             buffer, length; notification mask; SYS_RECV_CLOSED | sender, or 0
//                                                -> code; sender; operation (or bits);
//                                                   message length; reply room; lease count
//   REPLY            peer; code; message, length
//   SET_TIMER        enable; deadline low, high; notification bits
//   BORROW_READ      lender; lease; offset; destination, length -> code; bytes copied
//   BORROW_WRITE     lender; lease; offset; source, length      -> code; bytes copied
//   BORROW_INFO      lender; lease               -> code; attributes; length
//   IRQ_CONTROL      notification bits; IRQ_* flags of abi/irq.h
//   PANIC            message, length             (does not return)
//   GET_TIMER                                    -> now low, high; armed; deadline low,
//                                                   high; notification bits
//   REFRESH_TASK_ID  task id                     -> id with its present generation
//   POST             task id; notification bits  -> code; 0
//   REPLY_FAULT      peer; enum reply_fault of abi/task.h
//   IRQ_STATUS       notification bits           -> IRQ_STATUS_* flags of abi/irq.h
#pragma once

#define SYS_SEND 0
#define SYS_RECV 1
#define SYS_REPLY 2
#define SYS_SET_TIMER 3
#define SYS_BORROW_READ 4
#define SYS_BORROW_WRITE 5
#define SYS_BORROW_INFO 6
#define SYS_IRQ_CONTROL 7
#define SYS_PANIC 8
#define SYS_GET_TIMER 9
#define SYS_REFRESH_TASK_ID 10
#define SYS_POST 11
#define SYS_REPLY_FAULT 12
#define SYS_IRQ_STATUS 13

// RECV: accept only the sender named in the low 16 bits.
#define SYS_RECV_CLOSED 0x80000000

// Response codes. Zero is success; a server chooses the others, except these.
#define SYS_CODE_DEFECT 1

// A peer that was restarted is reported as SYS_CODE_DEAD | its new generation.
#define SYS_CODE_DEAD 0xFFFFFF00
