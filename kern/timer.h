// One timer per task, in milliseconds since boot, and the port's alarm for the
// earliest of them.
#pragma once

#include "kern/kernel.h"
#include "kern/sound.h"

/*@
  requires sound: kernel_is_sound && timers_are_ahead;
  requires is_task(caller);
  ensures sound: kernel_is_sound && timers_are_ahead;
  ensures \result.v == OUTCOME_RETURNS;
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_set_timer(struct task *caller);
/*@
  requires sound: kernel_is_sound && timers_are_ahead;
  requires is_task(caller);
  ensures sound: kernel_is_sound && timers_are_ahead;
  ensures \result.v == OUTCOME_RETURNS;
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_get_timer(struct task *caller);

// Stops the task's timer if it is armed.
/*@
  requires sound: kernel_is_sound && timers_are_ahead;
  requires is_task(task);
  ensures sound: kernel_is_sound && timers_are_ahead;
  ensures !task->armed && time_stays{Pre, Post};
  assigns kernel;
*/
void timer_disarm(struct task *task);

// Before the first task runs.
/*@
  ensures kernel.alarm == 0xFFFFFFFFFFFFFFFF;
  assigns kernel.alarm;
*/
void timer_boot(void);

// The alarm interrupted: posts what has expired and sets the next alarm.
/*@
  requires sound: kernel_is_sound && timers_are_ahead;
  ensures sound: kernel_is_sound && timers_are_ahead;
  assigns kernel;
*/
void timer_alarm(void);
