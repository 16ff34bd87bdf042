// Whether JSON has the members that it should.
#include "tool/run/shape.h"

#include "test/unit/unit.h"

static bool holds(const char *text, const char *shape)
{
	json_t *root = json_loads(text, JSON_DECODE_ANY, NULL);
	struct str wrong;
	bool good = shape_holds(root, shape, &wrong);

	json_decref(root);
	return good;
}

static void test_types(void)
{
	const char *all = "{\"s\": \"a\", \"x\": \"0x1f\", \"i\": 7, \"n\": 1.5, \"b\": false,"
			  " \"a\": [], \"o\": {}, \"z\": null}";

	CHECK(holds(all, "s:s x:x i:i n:n i:n b:b a:a o:o z:v z:s?"));
	CHECK(!holds(all, "s:x"));
	CHECK(!holds(all, "i:s"));
	CHECK(!holds(all, "n:i"));
	CHECK(!holds(all, "s:b"));
	CHECK(!holds(all, "o:a"));
	CHECK(!holds(all, "a:o"));
	CHECK(!holds(all, "z:s"));
	CHECK(!holds(all, "none:v"));
	CHECK(!holds(all, "none:s?"));
}

static void test_paths(void)
{
	const char *tree =
		"{\"a\": [{\"b\": {\"c\": 1}}, {\"b\": null}], \"e\": [], \"w\": [1, 2]}";

	CHECK(holds(tree, "a[].b.c:i w[]:i e[*].b:s"));
	CHECK(!holds(tree, "a[].b.c:s"));
	CHECK(!holds(tree, "a[].c:i"));
	CHECK(!holds(tree, "e[].b:s")); // it must have elements
	CHECK(!holds(tree, "w[]:s"));
	CHECK(!holds(tree, "w[].b:i"));
}

static void test_wrong(void)
{
	json_t *root = json_loads("{\"a\": 1, \"b\": 2}", 0, NULL);
	struct str wrong;

	CHECK(!shape_holds(root, "a:i b:s c:i", &wrong));
	CHECK(str_is(wrong, "b:s"));
	CHECK(!shape_holds(NULL, "a:i", &wrong));
	json_decref(root);
}

int main(void)
{
	unit_run("shape: types", test_types);
	unit_run("shape: paths", test_paths);
	unit_run("shape: the first that is wrong", test_wrong);
	return unit_status();
}
