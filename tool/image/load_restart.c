// A task's restart policy, for the supervisor:
//
//   [tasks.NAME.restart]
//   delay = 5                 ms from a fault to the restart
//   max-delay = 5000          the most that the delay grows to
//   steady = 1000             ms of running after which the delay begins anew
//   limit = 5                 so many faults
//   within = 10000            in so many ms are too many
//   then = "hold"             or "reset", or { restart = "PEER" }
#include "tool/image/load.h"

#define DELAY 5u
#define MAX_DELAY 5000u
#define STEADY 1000u
#define DAY 86400000u
#define LIMIT_MOST 64u

// A wait would spare nobody anything: while idle is away, the kernel idles itself.
#define IDLE_NAME "idle"

static void read_then(struct load *load, const struct section *table, struct image_restart *restart)
{
	const struct toml_entry *entry = toml_find(table->table, "then");

	if (entry == NULL)
		return;
	const struct toml_node *value = &entry->value;
	restart->then_place = value->place;
	if (value->kind == TOML_STRING && str_is(value->string, "hold")) {
		restart->then = IMAGE_THEN_HOLD;
	} else if (value->kind == TOML_STRING && str_is(value->string, "reset")) {
		restart->then = IMAGE_THEN_RESET;
	} else if (value->kind == TOML_TABLE && value->count == 1 &&
		   str_is(value->entries[0].key, "restart") &&
		   value->entries[0].value.kind == TOML_STRING) {
		const struct toml_node *peer = &value->entries[0].value;

		restart->then = IMAGE_THEN_RESTART;
		restart->then_place = peer->place;
		restart->peer = load_task_index(load, peer->string, peer->place);
	} else {
		diag_error(value->place, "\"then\" is not one of the things that can be done");
		diag_help("write \"hold\", \"reset\", or { restart = \"PEER\" } with the name of "
			  "another task");
	}
}

static void check_limit(const struct section *table, const struct image_restart *restart)
{
	const struct toml_entry *limit = toml_find(table->table, "limit");
	const struct toml_entry *within = toml_find(table->table, "within");
	const struct toml_entry *then = toml_find(table->table, "then");

	if (limit == NULL && (within != NULL || then != NULL)) {
		diag_error(within != NULL ? within->place : then->place,
			   "%.*s does not say how many faults are too many", STR_ARG(table->title));
		diag_help("add limit = 5, or leave this out");
	}
	if (limit != NULL && within == NULL) {
		diag_error(limit->place, "%u faults: in how much time?", (unsigned)restart->limit);
		diag_help("add within = 10000, which is 10 seconds");
	}
}

void load_restart(struct load *load, const struct section *table, struct image_task *task)
{
	const struct toml_entry *entry = section_get(table, "restart", TOML_TABLE);
	bool is_idle = str_is(task->name, IDLE_NAME);
	struct image_restart *restart = &task->restart;
	struct place max_place = {0};

	*restart = (struct image_restart){
		.delay = is_idle ? 0 : DELAY,
		.max_delay = is_idle ? 0 : MAX_DELAY,
		.steady = STEADY,
		.peer = IMAGE_NO_INDEX,
	};
	if (entry == NULL)
		return;
	if (task == load->model->tasks) {
		diag_error(entry->place, "nobody restarts the supervisor: its fault resets the "
					 "system");
		diag_help("leave out \"restart\" here");
		return;
	}
	struct section section = section_of(load->arena, &entry->value, entry->place,
					    "\"restart\" of [tasks.%.*s]", STR_ARG(task->name));
	SECTION_ALLOW(&section, "delay", "max-delay", "steady", "limit", "within", "then");
	section_number(&section, "delay", 0, DAY, &restart->delay, &max_place);
	if (restart->max_delay < restart->delay)
		restart->max_delay = restart->delay;
	section_number(&section, "max-delay", 0, DAY, &restart->max_delay, &max_place);
	if (restart->max_delay < restart->delay) {
		diag_error(max_place, "the most that the delay grows to is less than the delay");
		diag_help("\"max-delay\" must be %u or more, which is \"delay\"",
			  (unsigned)restart->delay);
	}
	section_number(&section, "steady", 1, DAY, &restart->steady, NULL);
	section_number(&section, "limit", 1, LIMIT_MOST, &restart->limit, NULL);
	section_number(&section, "within", 1, DAY, &restart->within, NULL);
	check_limit(&section, restart);
	read_then(load, &section, restart);
}
