// bh manifest: what an image is made of.
#include <inttypes.h>

#include "tool/command.h"
#include "tool/debug/session.h"

extern const struct command cmd_manifest;

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text == NULL ? "" : text;
}

static void print_list(struct text *text, const char *title, const json_t *list, const char *key)
{
	if (json_array_size(list) == 0)
		return;
	text_addf(text, "      %s:", title);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);
		const char *name = key == NULL ? json_string_value(one) : text_of(one, key);

		text_addf(text, "%s %s", i == 0 ? "" : ",", name);
	}
	text_adds(text, "\n");
}

static void print_slots(struct session *session, json_t *slots)
{
	const char *name;
	json_t *peer;
	bool first = true;

	json_object_foreach(slots, name, peer)
	{
		struct str to = session->program->tasks[json_integer_value(peer)].module.name;

		text_addf(&session->out, "%s %s", first ? "      may send to:" : ",", name);
		if (!str_is(to, name))
			text_addf(&session->out, " (%.*s)", STR_ARG(to));
		first = false;
	}
	if (!first)
		text_adds(&session->out, "\n");
}

static void print_task(struct session *session, size_t index, const json_t *task)
{
	const struct program_task *of = &session->program->tasks[index];
	struct text *out = &session->out;

	text_addf(out, "%2zu  %-16s priority %" PRIu32 ", %s\n", index, text_of(task, "name"),
		  of->priority, text_of(task, "package"));
	if (text_of(task, "description")[0] != '\0')
		text_addf(out, "      %s\n", text_of(task, "description"));
	text_addf(out, "      flash %" PRIu32 ", ram %" PRIu32 ", of which stack %" PRIu32 "%s\n",
		  of->module.flash.size, of->module.ram.size, of->module.stack.size,
		  json_is_true(json_object_get(task, "start")) ? "" : "; not started at boot");
	print_list(out, "notifications", json_object_get(task, "notifications"), NULL);
	print_list(out, "features", json_object_get(task, "features"), NULL);
	print_list(out, "kernel operations", json_object_get(task, "kernel-operations"), NULL);
	if (json_is_true(json_object_get(task, "sends-to-any")))
		text_adds(out, "      may send to any task\n");
	else
		print_slots(session, json_object_get(task, "slots"));
	for (size_t i = 0; i < of->irq_count; i++)
		text_addf(out, "      interrupt %" PRIu32 ", %.*s.%.*s, posts %.*s\n",
			  of->irqs[i].line, STR_ARG(of->irqs[i].peripheral),
			  STR_ARG(of->irqs[i].name),
			  STR_ARG(of->irqs[i].notification < of->notification_count
					  ? of->notifications[of->irqs[i].notification]
					  : S("?")));
}

static int run(int argc, char **argv)
{
	struct session session;
	const struct session_spec spec = {.needs = SESSION_NEEDS_ARCHIVE};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	json_t *manifest = session.program->manifest;
	const json_t *tasks = json_object_get(manifest, "tasks");
	text_addf(&session.out, "%s on %s: %s, %s, %s\nimage id %s\n", text_of(manifest, "app"),
		  text_of(manifest, "board"), text_of(manifest, "chip"), text_of(manifest, "cpu"),
		  session.program->fpu ? "with floating point" : "no floating point",
		  text_of(manifest, "image-id"));
	for (size_t i = 0; i < json_array_size(tasks); i++)
		print_task(&session, i, json_array_get(tasks, i));
	json_object_set(session.root, "manifest", manifest);
	return session_end(&session, 0);
}

const struct command cmd_manifest = {
	.name = "manifest",
	.group = "Debug",
	.summary = "show what an image is made of",
	.run = run,
	.help = "usage: ./bh manifest\n"
		"\n"
		"Shows an image's tasks: priorities, memory, whom they may send to, what they\n"
		"own. With --json, the manifest as it is in the archive.\n"
		"\n" SESSION_HELP "\n"
		"example: ./bh manifest --archive out/demo-mps2-an386/img/final.zip\n",
};
