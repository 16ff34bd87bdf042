// The lemmas of the kernel's contracts, which the proofs of functions use: that cleared memory
// holds empty sets, that a set stays as long as its words do, and what was checked as long as
// the image's tables do.
#include "kern/entry.h"
