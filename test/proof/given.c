// That what the proofs take as given does not contradict itself, for then anything would
// follow. These goals must stay open (test/proof/goals.toml).
#include "kern/entry.h"

/*@
  SOUND(requires)
  requires timers_are_ahead && irqs_are_sound && ranks_are_sound;
  requires senders_are_sound && messages_are_checked && rooms_are_checked;
  requires buffers_are_checked && leases_are_checked && trace_is_sound;
  requires is_task(kernel.current) && kernel.current->state == TASK_RUNNABLE;
  requires kernel.ready[0] != 0;
  ensures \false;
  assigns \nothing;
*/
void anything_follows(void)
{
}

/*@
  requires image_is_sound && kernel_is_cleared && trace_is_sound;
  ensures \false;
  assigns \nothing;
*/
void anything_follows_at_boot(void)
{
}
