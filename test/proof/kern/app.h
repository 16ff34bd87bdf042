// kern/app.h as the prover sees it: it takes an array of unknown size for an empty one, so
// the image's tables are as long here as an index can reach. Of an entry that no run has,
// nothing is known, so it is of no use to those who read it.
#include "../../../kern/app.h"

#pragma once

extern const struct span app_span[0x20000];
extern const struct region app_region[0x20000];
extern const struct irq_route app_irq[0x20000];
extern const uint16_t app_peer[0x20000];
extern const struct irq_owner app_irq_owner[0x100];
