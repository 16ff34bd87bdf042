// Command-line options of the subcommands.
#include "tool/base/options.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "tool/base/str.h"

static int refuse(const char *command)
{
	fprintf(stderr, "  help: ./bh %s --help\n", command);
	return -1;
}

static const struct option_spec *find(const struct option_spec *specs, size_t count,
				      struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(name, specs[i].name))
			return &specs[i];
	return NULL;
}

static int unknown(const char *command, const struct option_spec *specs, size_t count,
		   struct str name)
{
	enum { MANY = 32 };
	struct str names[MANY];
	size_t n = 0;

	for (; n < count && n < MANY; n++)
		names[n] = str_from(specs[n].name);
	struct str near = str_nearest(name, names, n);
	fprintf(stderr, "bh %s: unknown option %.*s", command, STR_ARG(name));
	if (near.len > 0)
		fprintf(stderr, "; did you mean %.*s?", STR_ARG(near));
	fputc('\n', stderr);
	return refuse(command);
}

// A value that is given twice contradicts itself. `given` has a bit for each spec.
static bool is_new(const char *command, const char *name, size_t spec, uint64_t *given)
{
	if ((*given >> spec & 1) != 0) {
		fprintf(stderr, "bh %s: %s is given twice\n", command, name);
		refuse(command);
		return false;
	}
	*given |= 1ull << spec;
	return true;
}

// Reads the option at argv[*at] and moves *at over its value. False: refused.
static bool read_one(int argc, char **argv, int *at, const struct option_spec *specs,
		     size_t spec_count, uint64_t *given)
{
	struct str word = str_from(argv[*at]);
	size_t equals = str_find(word, '=');
	struct str name = str_slice(word, 0, equals);
	const struct option_spec *spec = find(specs, spec_count, name);

	if (spec == NULL) {
		unknown(argv[0], specs, spec_count, name);
		return false;
	}
	if (spec->flag != NULL) {
		if (equals < word.len) {
			fprintf(stderr, "bh %s: %s takes no value\n", argv[0], spec->name);
			refuse(argv[0]);
			return false;
		}
		*spec->flag = true;
		return true;
	}
	if (!is_new(argv[0], spec->name, (size_t)(spec - specs), given))
		return false;
	if (equals < word.len) {
		*spec->value = argv[*at] + equals + 1;
		return true;
	}
	if (*at + 1 >= argc) {
		fprintf(stderr, "bh %s: %s needs a value\n", argv[0], spec->name);
		refuse(argv[0]);
		return false;
	}
	*at += 1;
	*spec->value = argv[*at];
	return true;
}

int options_read(int argc, char **argv, const struct option_spec *specs, size_t spec_count,
		 const char **operands, size_t max)
{
	size_t count = 0;
	uint64_t given = 0;
	bool ended = false;

	for (int i = 1; i < argc; i++) {
		if (!ended && strcmp(argv[i], "--") == 0) {
			ended = true;
		} else if (!ended && argv[i][0] == '-' && argv[i][1] != '\0') {
			if (!read_one(argc, argv, &i, specs, spec_count, &given))
				return -1;
		} else if (count == max) {
			fprintf(stderr, "bh %s: '%s' is one argument too many\n", argv[0], argv[i]);
			return refuse(argv[0]);
		} else {
			operands[count++] = argv[i];
		}
	}
	return (int)count;
}
