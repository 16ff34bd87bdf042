// Messages as a server gets them: no bytes break a decoder, and what it takes is the one form
// of a value, so that it comes out again as it went in. One program for each encoding.
//
// The first byte of an input chooses the message, the rest is what it is.
#include <stdlib.h>
#include <string.h>

#include "test/idl/round.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct round *choose(uint8_t number)
{
	size_t i = number % round_count;

	while (rounds[i].encoding != WIRE_ENCODING)
		i = (i + 1) % round_count;
	return &rounds[i];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t again[ROUND_MOST];
	size_t again_size = 0;
	const struct round *round;
	uint8_t *bytes;

	if (size == 0)
		return 0;
	round = choose(data[0]);
	size--;
	// Of its own, so that reading beyond its end is noticed.
	bytes = malloc(size + 1);
	if (bytes == NULL)
		abort();
	memcpy(bytes + 1, data + 1, size);
	if (round->turn(bytes + 1, size, again, &again_size) &&
	    (again_size > size || (!round->has_bool && memcmp(bytes + 1, again, again_size) != 0)))
		abort();
	free(bytes);
	return 0;
}
