// Running a script of events.
#include "test/model/replay.h"

#include <string.h>

#include "test/model/view.h"

const struct scene *scene_find(const char *name)
{
	for (size_t i = 0; i < scene_count; i++)
		if (strcmp(scenes[i].image.name, name) == 0)
			return &scenes[i];
	return NULL;
}

static void show_task(const struct spec *s, uint32_t task, FILE *to)
{
	static const char *const names[] = {
		[TASK_STOPPED] = "stopped", [TASK_RUNNABLE] = "runnable",
		[TASK_IN_SEND] = "in SEND", [TASK_IN_REPLY] = "in REPLY",
		[TASK_IN_RECV] = "in RECV",
	};
	const struct spec_task *t = &s->task[task];

	fprintf(to, "    %u %-8s id 0x%04x %s%s", task, image->role[task].name, t->id,
		t->faulted ? "faulted, was " : "", names[t->sched]);
	if (t->sched == TASK_IN_SEND || t->sched == TASK_IN_REPLY || t->closed)
		fprintf(to, ", peer 0x%04x", t->peer);
	if (t->notes != 0)
		fprintf(to, ", notifications 0x%x", t->notes);
	if (t->armed)
		fprintf(to, ", timer in %llu ms", (unsigned long long)(t->deadline - s->now));
	fprintf(to, "\n       ");
	for (uint32_t i = 0; i < 7; i++)
		fprintf(to, " 0x%x", t->reg[i]);
	fprintf(to, "\n");
}

static void show_state(const struct spec *s, FILE *to)
{
	if (s->over) {
		fprintf(to, "    the system was reset: epitaph %u, detail 0x%x\n", s->over_kind,
			s->over_detail);
		return;
	}
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		show_task(s, i, to);
	fprintf(to, "    now 0x%llx, alarm 0x%llx; lines enabled 0x%x, pending 0x%x; ",
		(unsigned long long)s->now, (unsigned long long)s->alarm, s->irq_enabled,
		s->irq_pending);
	if (s->running == SPEC_NOBODY)
		fprintf(to, "nobody can run\n");
	else
		fprintf(to, "task %u runs\n", s->running);
}

static bool begin(const char *line, struct spec *s, char *why, size_t why_size)
{
	const struct scene *scene;
	char name[40];

	if (sscanf(line, "scene %39[a-z]", name) != 1) {
		snprintf(why, why_size, "a script begins with \"scene NAME\"");
		return false;
	}
	scene = scene_find(name);
	if (scene == NULL) {
		snprintf(why, why_size, "%d tasks have no scene \"%s\"", KERN_TASKS, name);
		return false;
	}
	scene_install(scene);
	return event_boot(s, scene->has_epitaph, why, why_size);
}

static bool go_on(const char *line, struct spec *s, FILE *show, char *why, size_t why_size)
{
	struct event event;
	const char *mistake;

	if (!event_parse(line, &event, &mistake)) {
		snprintf(why, why_size, "%s", mistake);
		return false;
	}
	if (s->over) {
		snprintf(why, why_size, "the system was reset before");
		return false;
	}
	if (show != NULL)
		event_print(&event, show);
	return event_happens(&event, s, why, why_size);
}

bool replay(FILE *script, FILE *show, char *why, size_t why_size)
{
	static struct spec s;
	unsigned number = 0;
	bool begun = false;
	char line[400];
	char what[200];

	while (fgets(line, sizeof line, script) != NULL) {
		number++;
		if (line[0] == '\n' || line[0] == '#')
			continue;
		if (begun ? !go_on(line, &s, show, what, sizeof what)
			  : !begin(line, &s, what, sizeof what)) {
			snprintf(why, why_size, "line %u: %s", number, what);
			return false;
		}
		begun = true;
		if (show != NULL)
			show_state(&s, show);
	}
	snprintf(why, why_size, "the script is empty");
	return begun;
}
