// What to say when a run goes wrong (failure.h).
#include "tool/run/failure.h"

#include <poll.h>
#include <sys/wait.h>

#include "tool/run/epitaph.h"

// How long QEMU may take to end, in steps of so many ms.
#define STEPS 200
#define STEP 5

bool failure_of_kernel(struct arena *arena, struct qmp *qmp, const struct guest *guest,
		       struct str *report)
{
	uint8_t bytes[EPITAPH_SIZE];
	struct epitaph epitaph;

	if (guest->epitaph == 0 || !qmp_read_memory(qmp, guest->epitaph, bytes, sizeof bytes) ||
	    !epitaph_decode(&epitaph, bytes))
		return false;
	*report = epitaph_text(arena, &epitaph, guest);
	return true;
}

struct str failure_of_emulator(struct arena *arena, struct qemu *qemu, const char *what)
{
	struct text text = {.arena = arena};

	for (int i = 0; i < STEPS && qemu->pid > 0; i++) {
		if (waitpid(qemu->pid, NULL, WNOHANG) == qemu->pid)
			qemu->pid = 0;
		else
			poll(NULL, 0, STEP);
	}
	text_addf(&text, "the emulator failed: %s\n", what);
	text_add(&text, qemu_messages(arena, qemu));
	return text_str(&text);
}
