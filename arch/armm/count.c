// Whole milliseconds from a counter of 32 bits that wraps.
#include "arch/armm/count.h"

#include "kern/app.h"

// Long division, with the bits of m for digits.
struct quotient count_scale(uint32_t n, uint32_t m, uint32_t d)
{
	struct quotient q = {0, 0};

	for (uint32_t bit = 32 - arch_count_leading_zeros(m); bit-- > 0;) {
		q.whole *= 2;
		q.rest *= 2;
		if (q.rest >= d) {
			q.rest -= d;
			q.whole++;
		}
		if ((m >> bit & 1) == 0)
			continue;
		q.rest += n;
		if (q.rest >= d) {
			q.rest -= d;
			q.whole++;
		}
	}
	return q;
}

void count_to(struct count *count, const struct app_rate *rate, uint32_t counter)
{
	uint32_t passed = counter - count->last;
	struct quotient part = {.rest = passed % rate->cycles};

	// A whole number of cycles in a millisecond is the usual case.
	if (rate->ms != 1)
		part = count_scale(part.rest, rate->ms, rate->cycles);
	count->last = counter;
	count->ms += (uint64_t)(passed / rate->cycles) * rate->ms + part.whole;
	count->rest += part.rest;
	if (count->rest >= rate->cycles) {
		count->rest -= rate->cycles;
		count->ms++;
	}
}
