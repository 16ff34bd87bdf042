// The kernel's last words (abi/epitaph.h) in words for people.
#pragma once

#include "abi/epitaph.h"
#include "lib/fault_text.h"

// Why it failed: "the supervisor faulted: divide by zero", "interrupt 8 fired, and no
// task owns it" ...
void epitaph_cause_text(struct text *to, const struct epitaph *epitaph,
			const struct task_names *names);

// A register's name by its number in the record, as r0 to xpsr.
const char *epitaph_register(size_t number);
