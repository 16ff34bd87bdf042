// One timer per task, in milliseconds since boot, and the port's alarm for the
// earliest of them.
#pragma once

#include "kern/kernel.h"
#include "kern/sound.h"

/*@
  SOUND(requires)
  requires sound: timers_are_ahead;
  requires is_task(caller);
  STAYS_SOUND(ensures)
  ensures \result.v == OUTCOME_RETURNS;
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_set_timer(struct task *caller);
/*@
  SOUND(requires)
  requires sound: timers_are_ahead;
  requires is_task(caller);
  STAYS_SOUND(ensures)
  ensures \result.v == OUTCOME_RETURNS;
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_get_timer(struct task *caller);

// Stops the task's timer if it is armed.
/*@
  SOUND(requires)
  requires sound: timers_are_ahead;
  requires is_task(task);
  STAYS_SOUND(ensures)
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
  SOUND(requires)
  requires sound: timers_are_ahead;
  STAYS_SOUND(ensures)
  ensures work_stays{Pre, Post};
  assigns kernel;
*/
void timer_alarm(void);
