// One timer per task, in milliseconds since boot, and the port's alarm for the
// earliest of them.
#pragma once

#include "kern/kernel.h"
#include "kern/sound.h"

/*@
  requires sound: kernel_is_sound;
  requires is_task(caller);
  ensures sound: kernel_is_sound;
  ensures \result.v == OUTCOME_RETURNS;
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_set_timer(struct task *caller);
/*@
  requires sound: kernel_is_sound;
  requires is_task(caller);
  ensures sound: kernel_is_sound;
  ensures \result.v == OUTCOME_RETURNS;
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_get_timer(struct task *caller);

// Stops the task's timer if it is armed.
/*@
  requires sound: kernel_is_sound;
  requires is_task(task);
  ensures sound: kernel_is_sound;
  ensures !task->armed;
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
  requires sound: kernel_is_sound;
  ensures sound: kernel_is_sound;
  assigns kernel;
*/
void timer_alarm(void);
