// `bh test control`, the trace: that spans follow each other without gaps and add up, and
// that what is written for Chrome has the form of its trace events.
#include <math.h>
#include <string.h>

#include "tool/base/file.h"
#include "tool/run/control.h"

static int64_t number(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	return json_is_integer(value) ? json_integer_value(value) : -1;
}

// The kernel's spans and tasks' take turns, and each begins where the one before ended.
static bool is_sequence(const json_t *spans)
{
	const json_t *span;
	int64_t end = 0;
	bool kernel = false;
	size_t i;

	json_array_foreach(spans, i, span)
	{
		bool is_kernel = json_is_true(json_object_get(span, "kernel"));

		if (number(span, "from") != end || number(span, "to") < end ||
		    (i > 0 && is_kernel == kernel))
			return false;
		end = number(span, "to");
		kernel = is_kernel;
	}
	return json_array_size(spans) > 100;
}

static void check_shares(const struct control *control, const json_t *root)
{
	const json_t *shares = json_object_get(root, "shares");
	double percent = 0;
	int64_t cycles = 0;
	int64_t idle = 0;
	const json_t *share;
	size_t i;

	json_array_foreach(shares, i, share)
	{
		const char *name = json_string_value(json_object_get(share, "name"));

		percent += json_number_value(json_object_get(share, "percent"));
		cycles += number(share, "cycles");
		if (name != NULL && strcmp(name, "idle") == 0)
			idle = number(share, "cycles");
	}
	control_report(
		control, "CPU shares add up",
		fabs(percent - 100) < 1e-6 && cycles == number(root, "cycles") && cycles > 0 &&
			idle > 0,
		str_format(control->arena, "%f %%, %lld cycles", percent, (long long)cycles));
}

// The shares as people see them: "idle   97.76 %  81908.9 us".
static void check_printed(const struct control *control)
{
	struct program_result result = control_run(control, "trace --shares");
	struct str rest = result.output;
	uint64_t sum = 0;
	struct str line;

	while (str_next(&rest, '\n', &line)) {
		struct str before = str_trim(str_slice(line, 0, str_find(line, '%')));
		struct str share = str_slice(before, str_find_last(before, ' ') + 1, before.len);
		size_t dot = str_find(share, '.');
		uint64_t whole;
		uint64_t part;

		if (str_number(str_slice(share, 0, dot), &whole) &&
		    str_number(str_slice(share, dot + 1, share.len), &part))
			sum += 100 * whole + part;
	}
	control_report(control, "CPU shares as printed add up to 100.00 %", sum == 10000,
		       result.output);
}

static bool is_string(const json_t *object, const char *name)
{
	return json_is_string(json_object_get(object, name));
}

// An event of Chrome's format: metadata, or a complete event.
static bool is_event(const json_t *event, int64_t threads, double *time)
{
	const char *phase = json_string_value(json_object_get(event, "ph"));
	const json_t *ts = json_object_get(event, "ts");
	const json_t *dur = json_object_get(event, "dur");

	if (phase == NULL || !is_string(event, "name") || number(event, "pid") != 1 ||
	    number(event, "tid") < 0 || number(event, "tid") > threads ||
	    !json_is_object(json_object_get(event, "args")))
		return false;
	if (strcmp(phase, "M") == 0)
		return is_string(json_object_get(event, "args"), "name");
	if (strcmp(phase, "X") != 0 || !is_string(event, "cat") || !json_is_number(ts) ||
	    !json_is_number(dur) || json_number_value(dur) < 0 || json_number_value(ts) < *time)
		return false;
	*time = json_number_value(ts);
	return true;
}

static void check_chrome(const struct control *control)
{
	const char *path = str_format(control->arena, "%s.json", control->dump).at;
	int64_t threads = (int64_t)control->stage.guest.model->task_count;
	struct program_result result =
		control_run(control, str_format(control->arena, "trace --chrome %s", path).at);
	json_t *root = json_load_file(path, 0, NULL);
	const json_t *events = json_object_get(root, "traceEvents");
	const json_t *event;
	bool good = result.status == 0 && json_array_size(events) > 100;
	double time = 0;
	size_t i;

	json_array_foreach(events, i, event) good &= is_event(event, threads, &time);
	control_report(control, "the trace for Chrome has its form", good, result.output);
	json_decref(root);
}

void control_trace(const struct control *control)
{
	const char *const other[] = {CONTROL_BH, "trace", "--dump", control->dump, "--json", NULL};
	json_t *root = control_ask(control, "trace");

	control_report(control, "spans of the trace follow each other",
		       is_sequence(json_object_get(root, "spans")), S("they do not"));
	check_shares(control, root);
	json_decref(root);
	check_printed(control);
	check_chrome(control);
	struct program_result result = program_run(control->arena, other, CONTROL_SECONDS);
	root = json_loadb(result.output.at, result.output.len, 0, NULL);
	control_report(control, "the trace is in a dump",
		       is_sequence(json_object_get(root, "spans")), S("it is not"));
	json_decref(root);
}
