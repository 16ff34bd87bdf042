// The shape of JSON (shape.h).
#include "tool/run/shape.h"

static bool is_hex(const char *text)
{
	return text != NULL && text[0] == '0' && text[1] == 'x' && text[2] != '\0';
}

static bool has_type(const json_t *value, char type)
{
	switch (type) {
	case 's':
		return json_is_string(value);
	case 'x':
		return is_hex(json_string_value(value));
	case 'i':
		return json_is_integer(value);
	case 'n':
		return json_is_number(value);
	case 'b':
		return json_is_boolean(value);
	case 'a':
		return json_is_array(value);
	case 'o':
		return json_is_object(value);
	case 'v':
		return value != NULL;
	default:
		return false;
	}
}

// How far a path goes to the end of its first name.
static size_t name_end(struct str path)
{
	size_t dot = str_find(path, '.');
	size_t bracket = str_find(path, '[');

	return dot < bracket ? dot : bracket;
}

static bool fits(const json_t *value, struct str path, struct str type);

static bool all_fit(const json_t *array, struct str path, struct str type, bool may_be_empty)
{
	if (!json_is_array(array) || (json_array_size(array) == 0 && !may_be_empty))
		return false;
	for (size_t i = 0; i < json_array_size(array); i++)
		if (!fits(json_array_get(array, i), path, type))
			return false;
	return true;
}

static bool fits(const json_t *value, struct str path, struct str type)
{
	if (path.len == 0)
		return has_type(value, type.at[0]) || (type.len > 1 && json_is_null(value));
	if (path.at[0] == '[') {
		size_t end = str_find(path, ']') + 1;

		return all_fit(value, str_slice(path, end, path.len), type, path.at[1] == '*');
	}
	// What would have members may be null instead.
	if (path.at[0] == '.')
		return json_is_null(value) || fits(value, str_slice(path, 1, path.len), type);
	size_t end = name_end(path);
	return fits(json_object_getn(value, path.at, end), str_slice(path, end, path.len), type);
}

bool shape_holds(const json_t *root, const char *shape, struct str *wrong)
{
	struct str rest = str_from(shape);

	while (str_next(&rest, ' ', wrong)) {
		size_t colon = str_find(*wrong, ':');

		if (wrong->len > 0 && !fits(root, str_slice(*wrong, 0, colon),
					    str_slice(*wrong, colon + 1, wrong->len)))
			return false;
	}
	return true;
}
