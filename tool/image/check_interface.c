// The rules on interfaces: what tasks serve, and what they call.
#include "tool/image/load.h"

#include "tool/idl/load.h"
#include "tool/image/interfaces.h"

// The operation of an interface that an entry of allowed-callers is about; NULL, reported,
// if there is none.
static const struct idl_operation *find_operation(const struct image_model *model,
						  const struct idl_interface *idl,
						  const struct image_callers *callers)
{
	const struct idl_operation *found = interface_operation(idl, callers->operation);
	struct str *names = ARENA_ARRAY(model->arena, struct str, idl->operation_count);

	if (found != NULL)
		return found;
	for (size_t i = 0; i < idl->operation_count; i++)
		names[i] = idl->operations[i].name;
	diag_error(callers->place, "\"%.*s\" has no operation \"%.*s\"", STR_ARG(idl->name),
		   STR_ARG(callers->operation));
	section_suggest(callers->operation, names, idl->operation_count,
			"operations of that interface");
	return NULL;
}

// Only operations that there are can be kept from callers, and each by one list.
static void check_callers(const struct image_model *model, const struct image_task *task)
{
	const struct idl_interface *idl = model->interfaces[task->serves].idl;

	for (size_t i = 0; i < task->callers_count; i++) {
		const struct image_callers *callers = &task->callers[i];
		const struct idl_operation *operation = find_operation(model, idl, callers);

		for (size_t k = 0; operation != NULL && k < i; k++) {
			if (interface_operation(idl, task->callers[k].operation) != operation)
				continue;
			diag_error(callers->place, "\"%.*s\" is given twice",
				   STR_ARG(operation->name));
			diag_note(task->callers[k].place, "the first is here");
			diag_help(
				"'-' and '_' are the same here: name all its callers in one list");
		}
	}
}

// Who serves nothing has no code that would turn callers away, unless its package says so.
static void check_idle_callers(const struct image_task *task)
{
	if (task->callers_count == 0 || task->package_config != NULL ||
	    task->serves_place.source != NULL)
		return;
	diag_error(task->callers[0].place, "\"%.*s\" serves nothing, so nobody is turned away",
		   STR_ARG(task->name));
	diag_help("name what it serves in its task.toml, serves = \"...\", or leave this out");
}

// Whether a task may turn out to serve an interface: what a prebuilt one does is not known,
// nor what one does that names a file with mistakes.
static bool may_serve(const struct image_task *task, uint32_t interface)
{
	if (task->serves == IMAGE_NO_INDEX)
		return task->prebuilt.len > 0 || task->serves_place.source != NULL;
	return task->serves == interface;
}

static bool has_slot_to_server(const struct image_model *model, const struct image_task *task,
			       uint32_t interface)
{
	for (size_t i = 0; i < task->slot_count; i++)
		if (may_serve(&model->tasks[task->slots[i].peer], interface))
			return true;
	return task->slots_refused; // that one, perhaps
}

static void suggest_server(const struct image_model *model, uint32_t interface)
{
	for (size_t i = 0; i < model->task_count; i++) {
		if (model->tasks[i].serves != interface)
			continue;
		diag_help("let one of its task-slots lead to \"%.*s\", which serves it",
			  STR_ARG(model->tasks[i].name));
		return;
	}
	diag_help("no task of this app serves it: add one whose task.toml has serves = \"%.*s\", "
		  "and a slot to it",
		  STR_ARG(model->interfaces[interface].idl->files[0]->stem));
}

// The slot that has an interface's name, and so is meant to lead to its server, or NULL.
static const struct image_slot *find_namesake(const struct image_task *task,
					      const struct idl_interface *idl)
{
	for (size_t i = 0; i < task->slot_count; i++)
		if (str_equal(task->slots[i].name, idl->files[0]->stem))
			return &task->slots[i];
	return NULL;
}

// What is called, somebody must serve, and a slot lead there.
static void check_call(const struct image_model *model, const struct image_task *task,
		       const struct image_use *call)
{
	const struct idl_interface *idl = model->interfaces[call->index].idl;
	const struct image_slot *slot = find_namesake(task, idl);

	if (task->sends_to_any || has_slot_to_server(model, task, call->index))
		return;
	if (slot != NULL) {
		diag_error(slot->place,
			   "the slot \"%.*s\" leads to \"%.*s\", which does not serve \"%.*s\"",
			   STR_ARG(slot->name), STR_ARG(model->tasks[slot->peer].name),
			   STR_ARG(idl->name));
		diag_note(call->place, "\"%.*s\" calls that", STR_ARG(task->name));
	} else {
		diag_error(task->place, "\"%.*s\" has no slot to a task that serves \"%.*s\"",
			   STR_ARG(task->name), STR_ARG(idl->name));
		diag_note(call->place, "it calls that");
	}
	suggest_server(model, call->index);
}

// Generated headers are named by the files that they are made of.
static void check_files(const struct image_model *model)
{
	for (size_t i = 0; i < model->interface_count; i++) {
		for (size_t k = 0; k < i; k++) {
			const struct idl_file *twins[2];

			if (!interface_clash(model->interfaces[k].idl, model->interfaces[i].idl,
					     twins))
				continue;
			diag_error(place_of_file(&twins[1]->source),
				   "another file of this app has the name \"%.*s.idol\" too",
				   STR_ARG(twins[1]->stem));
			diag_note(place_of_file(&twins[0]->source), "this one");
			diag_help("rename one of them: the names of generated headers come from "
				  "theirs");
		}
	}
}

void check_interfaces(const struct image_model *model)
{
	for (size_t i = 0; i < model->task_count; i++) {
		const struct image_task *task = &model->tasks[i];

		if (task->serves != IMAGE_NO_INDEX)
			check_callers(model, task);
		else
			check_idle_callers(task);
		for (size_t k = 0; k < task->call_count; k++)
			check_call(model, task, &task->calls[k]);
	}
	for (uint32_t i = 0; i < model->interface_count; i++)
		if (interface_is_called(model, i))
			idl_check_client(model->interfaces[i].idl, false);
	check_files(model);
}
