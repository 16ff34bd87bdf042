// Idle: runs when nobody else can, and waits for an interrupt.
//
// `idle_wait` names the waiting instruction, so that tools can tell a system
// that rests there from one that is busy.
int main(void)
{
	for (;;)
		__asm__ volatile(".global idle_wait\n"
				 "idle_wait: wfi");
}
