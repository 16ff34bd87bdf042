// Cutting a trace into samples of operations (samples.h).
#include "tool/run/samples.h"

#include <string.h>

// Longer than any operation: a sample that has not ended by now will not.
#define LENGTH_MAX 1000000

// The bytes of the longest instruction.
#define INSTRUCTION_MAX 4u

struct sampler sampler_new(struct arena *arena, const struct sample_rule *rules, size_t rule_count,
			   const uint32_t *handlers, size_t handler_count)
{
	return (struct sampler){
		.arena = arena,
		.rules = rules,
		.rule_count = rule_count,
		.handlers = handlers,
		.handler_count = handler_count,
		.results = ARENA_ARRAY(arena, struct samples, rule_count),
		.open = rule_count,
	};
}

bool samples_is_exception(const uint32_t *handlers, size_t count, uint32_t last, uint32_t address)
{
	if (address - last <= INSTRUCTION_MAX)
		return false;
	for (size_t i = 0; i < count; i++)
		if (handlers[i] == address)
			return true;
	return false;
}

static void close_sample(struct sampler *sampler)
{
	struct samples *samples = &sampler->results[sampler->open];
	uint32_t length = (uint32_t)sampler->length;
	size_t size = sampler->length * sizeof sampler->path[0];
	uint32_t *path;

	sampler->open = sampler->rule_count;
	samples->count++;
	for (size_t i = 0; i < samples->class_count; i++) {
		struct sample_class *class = &samples->classes[i];

		if (class->instructions != length || class->exceptions != sampler->exceptions)
			continue;
		class->times++;
		return;
	}
	path = (uint32_t *)arena_alloc(sampler->arena, size);
	memcpy(path, sampler->path, size);
	*ARENA_PUSH(sampler->arena, samples->classes, samples->class_count, samples->class_room) =
		(struct sample_class){length, sampler->exceptions, 1, path};
}

static void open_sample(struct sampler *sampler, uint32_t address, bool exception)
{
	for (size_t i = 0; i < sampler->rule_count; i++) {
		const struct sample_rule *rule = &sampler->rules[i];

		if (rule->from != address || (rule->from_exception && !exception))
			continue;
		sampler->open = i;
		sampler->length = 0;
		sampler->exceptions = 0;
	}
}

static void take(struct sampler *sampler, uint32_t address)
{
	bool exception = samples_is_exception(sampler->handlers, sampler->handler_count,
					      sampler->last, address);
	const struct sample_rule *rule;

	sampler->last = address;
	sampler->total++;
	if (sampler->open < sampler->rule_count) {
		rule = &sampler->rules[sampler->open];
		if (address >= rule->until && address < rule->until_end)
			close_sample(sampler);
		else if (sampler->length == LENGTH_MAX)
			sampler->open = sampler->rule_count;
	}
	open_sample(sampler, address, exception);
	if (sampler->open == sampler->rule_count)
		return;
	sampler->exceptions += exception;
	*ARENA_PUSH(sampler->arena, sampler->path, sampler->length, sampler->room) = address;
}

void sampler_take(struct sampler *sampler, const uint32_t *addresses, size_t count)
{
	for (size_t i = 0; i < count; i++)
		take(sampler, addresses[i]);
}

const struct sample_class *samples_usual(const struct samples *samples)
{
	const struct sample_class *usual = NULL;

	for (size_t i = 0; i < samples->class_count; i++) {
		const struct sample_class *class = &samples->classes[i];

		if (usual == NULL || class->times > usual->times ||
		    (class->times == usual->times && class->instructions < usual->instructions))
			usual = class;
	}
	return usual;
}

const struct sample_class *samples_largest(const struct samples *samples)
{
	const struct sample_class *largest = NULL;

	for (size_t i = 0; i < samples->class_count; i++)
		if (largest == NULL || samples->classes[i].instructions > largest->instructions)
			largest = &samples->classes[i];
	return largest;
}
