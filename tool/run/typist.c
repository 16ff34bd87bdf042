// The typist: decides when each byte of the input is typed (typist.h).
#include "tool/run/typist.h"

// When an input too long to be spread begins, ms: the guest has started by then.
#define HURRY_START 100

struct typist typist_plan(struct arena *arena, struct str input, uint64_t run_ms)
{
	struct typist typist = {.input = {.arena = arena}, .run_ms = run_ms};

	typist_add(&typist, input);
	for (size_t i = 0; i < input.len; i++)
		if (input.at[i] == '\n' || i + 1 == input.len)
			typist.lines++;
	return typist;
}

struct typist typist_at_once(struct arena *arena)
{
	return (struct typist){.input = {.arena = arena}};
}

void typist_add(struct typist *typist, struct str more)
{
	text_add(&typist->input, more);
}

bool typist_is_done(const struct typist *typist)
{
	return typist->next == typist->input.len;
}

size_t typist_left(const struct typist *typist)
{
	return typist->input.len - typist->next;
}

uint64_t typist_due(const struct typist *typist)
{
	uint64_t span = typist->run_ms * 4 / 5;

	if (span == 0)
		return 0;
	if (typist->input.len > typist->run_ms)
		return span / 8 < HURRY_START ? span / 8 : HURRY_START;
	return span * (typist->line + 1) / (typist->lines + 1);
}

bool typist_is_due(const struct typist *typist, uint64_t now)
{
	return !typist_is_done(typist) && now >= typist_due(typist);
}

char typist_peek(const struct typist *typist)
{
	return typist->input.at[typist->next];
}

void typist_take(struct typist *typist)
{
	if (typist_peek(typist) == '\n')
		typist->line++;
	typist->next++;
}
