// The port contract: all that the portable kernel asks of a processor.
//
// A port also supplies arch_port.h, found through the include path, with
//   struct arch_save        a suspended task's registers, first in struct task
//   struct arch_protection  a task's memory rights in the processor's own form
//   ARCH_IRQS               number of interrupt lines
//   arch_arg(save, n)       argument n (0..6) of the system call being made
//   arch_call_number(save)  its number
//   arch_return(save, n, v) sets result n (0..5); no argument but n changes
//   arch_set_call_number(save, v)  of a call that is made again
//   struct arch_irq_mask    all that it takes to disable a line; ARCH_IRQ_MASK(line)
//                           initialises one, arch_irq_mask(&mask) does it
//   ARCH_COPY_STEP          bytes, a multiple of 4: no copy of more holds interrupts off
//   arch_count_leading_zeros(word)  of a 32-bit word that is not zero
// and calls the entries of kern/entry.h.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/attr.h"
#include "abi/epitaph.h"
#include "kern/kernel.h"
#include "kern/sound.h"

// Makes the task's registers those of a fresh start: entry point and stack from
// its descriptor, all else zero. Touches only that task's registers and stack.
/*@
  requires \valid(task);
  assigns task->save;
*/
void arch_task_reset(struct task *task);

// Copies n bytes between checked ranges that do not overlap.
/*@
  requires n <= to.size && n <= from.size;
  requires is_checked_writable(to) && is_checked_readable(from) && !umem_overlaps(to.base, from.base, n);
  assigns \nothing;
*/
void arch_copy(struct writable to, struct readable from, uint32_t n);

// Whether an interrupt waits, and the task's call, the present one or one that it is
// blocked in, could be made again.
/*@
  requires \valid_read(task);
  assigns \nothing;
*/
NODISCARD bool arch_should_pause(const struct task *task);

// Has the task make that call again when it runs next, with the same arguments, and
// ARCH_CALL_AGAIN, which no number of a call has, added to the number.
#define ARCH_CALL_AGAIN 0x80000000u
/*@
  requires \valid(task);
  assigns task->save;
*/
void arch_call_again(struct task *task);

// One word or byte of checked memory, at an offset within it; words at aligned addresses.
/*@
  requires offset + 4 <= from.size && (from.base + offset) % 4 == 0 && is_checked_readable(from);
  assigns \nothing;
*/
uint32_t arch_load_word(struct readable from, uint32_t offset);
/*@
  requires offset < from.size && is_checked_readable(from);
  assigns \nothing;
*/
uint8_t arch_load_byte(struct readable from, uint32_t offset);
/*@
  requires offset < to.size && is_checked_writable(to);
  assigns \nothing;
*/
void arch_store_byte(struct writable to, uint32_t offset, uint8_t value);

// The task's entry in the kernel's table, as memory that arch_copy() can read.
/*@
  requires \valid_read(task);
  ensures \result.base == table_entry(task->index).base;
  ensures \result.size == table_entry(task->index).size;
  ensures \result.size > 0 && \result.base + \result.size <= 0x100000000;
  assigns \nothing;
*/
struct uslice arch_task_entry(const struct task *task);

// Stores the task's registers, as abi/epitaph.h orders them, as far as they can be
// known within this kernel entry: bit n of the result says that to[n] is set. For the
// kernel's last words.
/*@
  requires \valid_read(task) && \valid(to + (0 .. EPITAPH_REGISTERS - 1));
  assigns to[0 .. EPITAPH_REGISTERS - 1];
*/
uint32_t arch_task_registers(const struct task *task, uint32_t *to);

// Interrupt lines, 0 .. ARCH_IRQS - 1.
/*@
  requires line < ARCH_IRQS;
  assigns \nothing;
*/
void arch_irq_enable(uint32_t line);
/*@
  requires line < ARCH_IRQS;
  assigns \nothing;
*/
void arch_irq_disable(uint32_t line);
/*@
  requires line < ARCH_IRQS;
  assigns \nothing;
*/
void arch_irq_clear_pending(uint32_t line);
/*@
  requires line < ARCH_IRQS;
  assigns \nothing;
*/
void arch_irq_make_pending(uint32_t line);
/*@
  requires line < ARCH_IRQS;
  assigns \nothing;
*/
bool arch_irq_is_enabled(uint32_t line);
/*@
  requires line < ARCH_IRQS;
  assigns \nothing;
*/
bool arch_irq_is_pending(uint32_t line);

// Milliseconds since boot, whole ones, exact however seldom it is asked: nothing is
// lost or rounded from one call to the next. It never goes back.
/*@
  ensures \result >= kernel.now;
  assigns \nothing;
*/
uint64_t arch_clock(void);

// The counter that the clock is read from: 32 bits, which wrap. For the trace.
/*@
  assigns \nothing;
*/
uint32_t arch_counter(void);

// Has kern_alarm() called once the clock has reached `ms`, at once if it has already;
// UINT64_MAX is never. Replaces what was set before. An alarm that comes too early does
// no harm, so a port whose timer does not reach that far sets it as far as it goes;
// after an alarm another is always set.
/*@
  assigns \nothing;
*/
void arch_set_alarm(uint64_t ms);

// Waits until an interrupt line that is enabled, or the alarm, is pending; takes it
// and returns the line, or ARCH_WAIT_ALARM. For use within a kernel entry, when no
// task can run.
#define ARCH_WAIT_ALARM UINT32_MAX
/*@
  ensures \result < ARCH_IRQS || \result == ARCH_WAIT_ALARM;
  assigns \nothing;
*/
NODISCARD uint32_t arch_wait(void);

// Starts over from the reset vector, peripherals included.
/*@
  ensures \false;
  assigns \nothing;
*/
NORETURN void arch_reset(void);

// Writes a word so that whoever looks at memory after a reset finds all that was
// written before it.
/*@
  requires \valid(where);
  ensures *where == value;
  assigns *where;
*/
void arch_publish(uint32_t *where, uint32_t value);
