// What every command of the debugger begins and ends with (session.h).
#include "tool/debug/session.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <errno.h>

#include "tool/base/bytes.h"
#include "tool/base/diag.h"
#include "tool/base/file.h"
#include "tool/debug/core.h"
#include "tool/debug/crash.h"
#include "tool/debug/find.h"
#include "tool/debug/flash.h"
#include "tool/target/target_gdb.h"

// The options that all commands share.
struct common {
	const char *target;
	const char *dump;
	const char *archive;
	const char *app;
	const char *crash;
	bool leave_halted;
	bool json;
};

enum { COMMON = 7, OPTIONS_MAX = 24 };

// The errors that were reported are told in the object that a machine gets, if there is to
// be one.
static void print_json(const struct session *session)
{
	const char *error = diag_first();

	json_object_set_new(session->root, "failure",
			    error == NULL ? json_null() : json_string(error));
	json_dumpf(session->root, stdout, JSON_INDENT(2));
	fputc('\n', stdout);
}

// A wrong usage is for whoever wrote it, and has no object.
static bool refuse(struct session *session, int status)
{
	session->status = status;
	if (session->json && status == 1) {
		session->root = json_pack("{s:s, s:[]}", "command", session->command, "problems");
		print_json(session);
		json_decref(session->root);
	}
	return false;
}

static bool read_options(struct session *session, int argc, char **argv,
			 const struct session_spec *spec, struct common *common)
{
	const struct option_spec shared[COMMON] = {
		{"--target", NULL, &common->target},
		{"--dump", NULL, &common->dump},
		{"--archive", NULL, &common->archive},
		{"--app", NULL, &common->app},
		{"--crash", NULL, &common->crash},
		{"--leave-halted", &common->leave_halted, NULL},
		{"--json", &common->json, NULL},
	};
	struct option_spec all[OPTIONS_MAX];
	size_t count = spec->option_count;

	memcpy(all, spec->options, count * sizeof *all);
	memcpy(all + count, shared, sizeof shared);
	int operands =
		options_read(argc, argv, all, count + COMMON, session->operands, spec->operand_max);
	if (operands < 0)
		return refuse(session, 2);
	session->operand_count = (size_t)operands;
	session->json = common->json;
	if ((common->target != NULL) + (common->dump != NULL) + (common->app != NULL) > 1) {
		fprintf(stderr, "bh %s: --target, --dump and --app exclude each other\n",
			session->command);
		return refuse(session, 2);
	}
	return true;
}

static bool read_archive(struct session *session, const char *path)
{
	struct str content;

	if (!file_read(session->arena, path, &content)) {
		diag_error(nowhere, "%s: %s", path, strerror(errno));
		diag_help("an archive is made by ./bh build and is out/NAME-BOARD/img/final.zip");
		return false;
	}
	session->program = program_open(session->arena, content, path);
	return session->program != NULL;
}

// Whether the target's flash has this image's id. `id` is what it has.
static bool has_id(struct session *session, const struct program *program, uint64_t *id)
{
	uint8_t bytes[8];

	*id = 0;
	if (!target_read(session->target, program->image_id_at, bytes, sizeof bytes))
		return false;
	*id = bytes_double(bytes);
	return *id == program->image_id;
}

// Looks among the archives that were built for the one of the image on the target.
static bool find_archive(struct session *session)
{
	struct find_paths paths = find_archives(session->arena);

	for (size_t i = 0; i < paths.count; i++) {
		uint64_t id;

		if (read_archive(session, paths.items[i].at) &&
		    has_id(session, session->program, &id))
			return true;
	}
	session->program = NULL;
	diag_error(nowhere, "none of the images below out/ is the one on the target");
	diag_help("give its archive with --archive FILE; it was made where the image was built");
	return false;
}

static bool connect_to(struct session *session, const char *typed, bool stays_halted)
{
	struct str where = str_from(typed);
	size_t colon = str_find_last(where, ':');
	uint64_t port;
	const char *why;

	if (str_find(where, '/') == where.len &&
	    (colon >= where.len || !str_number(str_slice(where, colon + 1, where.len), &port) ||
	     port == 0 || port > UINT16_MAX)) {
		diag_error(nowhere, "'%s' is neither HOST:PORT nor the path of a socket", typed);
		diag_help("for example --target localhost:3333; a path has a / in it");
		return false;
	}
	session->target = target_open_gdb(session->arena, where, stays_halted, &why);
	if (session->target != NULL)
		return true;
	diag_error(nowhere, "%s: %s", typed, why);
	diag_help("does a GDB server listen there? OpenOCD does on :3333, J-Link on :2331, QEMU "
		  "with -gdb tcp::PORT; each serves one debugger at a time");
	return false;
}

// The emulator of a run that was found by itself.
static bool connect_to_run(struct session *session, const struct running *running)
{
	struct str name = str_format(session->arena, "%.*s on %.*s, in the emulator",
				     STR_ARG(running->app), STR_ARG(running->board));
	const char *why;

	session->target = target_open_gdb(session->arena, running->gdb, false, &why);
	if (session->target != NULL) {
		session->target->name = name;
		return true;
	}
	diag_error(nowhere, "%.*s: %s", STR_ARG(name), why);
	diag_help("it serves one debugger at a time: end what else looks at it, such as ./bh gdb, "
		  "./bh debug or what has --follow or --watch; or start ./bh run again");
	return false;
}

static bool is_other_image(const struct session *session, const char *what, uint64_t id)
{
	diag_error(nowhere, "%s: it has 0x%016" PRIx64 ", the archive is of 0x%016" PRIx64, what,
		   id, session->program->image_id);
	return false;
}

static bool check_id(struct session *session)
{
	uint64_t id;

	if (has_id(session, session->program, &id))
		return true;
	is_other_image(session, "the target does not run this image", id);
	diag_help("give the archive of what is on the target, or put this image on it");
	return false;
}

static bool open_archive(struct session *session, const char *path)
{
	if (!read_archive(session, path))
		return false;
	session->target = flash_open(session->arena, session->program);
	return true;
}

static bool open_running(struct session *session, const struct common *common,
			 enum session_needs needs)
{
	struct running running;

	if (!find_running(session->arena, common->app, &running))
		return false;
	// What the archive says does not take a halt to find out.
	if (needs == SESSION_NEEDS_ARCHIVE)
		return open_archive(session, running.archive.at);
	if (!connect_to_run(session, &running))
		return false;
	return read_archive(session,
			    common->archive != NULL ? common->archive : running.archive.at) &&
	       check_id(session);
}

static bool open_server(struct session *session, const struct common *common)
{
	if (!connect_to(session, common->target, common->leave_halted))
		return false;
	if (common->archive == NULL)
		return find_archive(session);
	return read_archive(session, path_typed(session->arena, common->archive).at) &&
	       check_id(session);
}

static bool refuse_dump(const char *name, const char *why)
{
	diag_error(nowhere, "%s: %s", name, why);
	diag_help("a dump is made by ./bh dump");
	return false;
}

// The archive is in the dump, unless one is given, or the dump has lost it.
static bool open_dump_archive(struct session *session, const struct common *common,
			      const struct core *core)
{
	if (common->archive != NULL)
		return read_archive(session, path_typed(session->arena, common->archive).at);
	if (core->archive.len > 0) {
		session->program = program_open(session->arena, core->archive, common->dump);
		return session->program != NULL;
	}
	for (size_t i = 0; i < core->problem_count; i++)
		diag_note(nowhere, "%.*s", STR_ARG(core->problems[i]));
	refuse_dump(common->dump, "the archive of its image is missing in it");
	diag_help("give the archive with --archive FILE; it was made where the image was built");
	return false;
}

static bool open_dump(struct session *session, const struct common *common)
{
	struct str path = path_typed(session->arena, common->dump);
	struct str content;
	const char *why;

	if (!file_read(session->arena, path.at, &content))
		return refuse_dump(common->dump, strerror(errno));
	session->core = core_open(session->arena, content, path_name(path), &why);
	if (session->core == NULL)
		return refuse_dump(common->dump, why);
	if (!open_dump_archive(session, common, session->core))
		return false;
	if (session->core->image_id != 0 && session->core->image_id != session->program->image_id) {
		is_other_image(session, "the dump is not of this image", session->core->image_id);
		diag_help("leave --archive out: the dump has its own, unless it is damaged");
		return false;
	}
	core_add_flash(session->core, session->program);
	session->target = session->core->target;
	return true;
}

static bool open_all(struct session *session, const struct common *common, enum session_needs needs)
{
	if (common->dump != NULL)
		return open_dump(session, common);
	if (common->target != NULL)
		return open_server(session, common);
	if (common->archive != NULL && common->app == NULL)
		return open_archive(session, path_typed(session->arena, common->archive).at);
	return open_running(session, common, needs);
}

static bool no_crash(uint64_t number)
{
	diag_error(nowhere, "there is no crash record %" PRIu64, number);
	diag_help("./bh dump --list lists them");
	return false;
}

// Looks at a crash record instead of what holds it.
static bool choose_crash(struct session *session, const char *text)
{
	struct crash_views crashes;
	uint64_t number;

	if (!str_number(str_from(text), &number)) {
		diag_error(nowhere, "'%s' is not the number of a crash record", text);
		diag_help("./bh dump --list lists them");
		return false;
	}
	crashes = crash_read(session->arena, session->program, session->target);
	for (size_t i = 0; i < crashes.count; i++) {
		if (crashes.items[i].number != number)
			continue;
		session->under = session->target;
		session->target = crashes.items[i].target;
		session->only_task = crashes.items[i].task;
		return true;
	}
	return no_crash(number);
}

// A dump made of a crash record knows one task.
static void note_only_task(struct session *session)
{
	if (session->core != NULL && session->core->of_crash)
		session->only_task = program_find_task(session->program, session->core->task);
}

static bool has_enough(struct session *session, enum session_needs needs)
{
	static const char *const what[] = {
		[TARGET_LIVE] = "a running system",
		[TARGET_CORE] = "a dump",
		[TARGET_IMAGE] = "an archive",
	};
	enum target_kind kind = session->target->kind;

	if ((needs == SESSION_NEEDS_STATE && kind == TARGET_IMAGE) ||
	    (needs == SESSION_NEEDS_LIVE && kind != TARGET_LIVE)) {
		diag_error(nowhere, "%s has not what `bh %s` needs", what[kind], session->command);
		diag_help(needs == SESSION_NEEDS_LIVE ? "it needs a running system"
						      : "it needs a running system or a dump");
		return false;
	}
	return true;
}

static void begin_json(struct session *session)
{
	struct program *program = session->program;
	char id[24];

	snprintf(id, sizeof id, "0x%016" PRIx64, program->image_id);
	session->root = json_object();
	json_object_set_new(session->root, "command", json_string(session->command));
	json_object_set_new(session->root, "app", json_stringn(program->app.at, program->app.len));
	json_object_set_new(session->root, "board",
			    json_stringn(program->board.at, program->board.len));
	json_object_set_new(session->root, "image-id", json_string(id));
	json_object_set_new(session->root, "problems", json_array());
	json_object_set_new(session->root, "failure", json_null());
}

static struct session *kept;

// A command of `bh debug`: all is open already.
static bool use_kept(struct session *session, const struct common *common)
{
	if (common->target != NULL || common->dump != NULL || common->app != NULL ||
	    common->archive != NULL) {
		fprintf(stderr, "bh %s: what is looked at was said when `bh debug` was started\n",
			session->command);
		return refuse(session, 2);
	}
	session->program = kept->program;
	session->target = kept->target;
	session->core = kept->core;
	return target_halt(session->target) || session_lost(session);
}

static void leave_kept(void)
{
	if (!kept->target->found_halted)
		(void)!target_resume(kept->target);
}

void session_keep(struct session *session)
{
	kept = session;
	if (kept != NULL)
		leave_kept();
}

static void close_all(struct session *session)
{
	if (kept != NULL) {
		leave_kept();
		return;
	}
	target_close(session->target);
	target_close(session->under);
}

bool session_begin(struct session *session, int argc, char **argv, const struct session_spec *spec)
{
	static struct arena arena;
	struct common common = {.target = NULL};

	*session = (struct session){
		.arena = &arena,
		.command = argv[0],
		.only_task = SIZE_MAX,
		.out.arena = &arena,
	};
	diag_forget();
	if (!read_options(session, argc, argv, spec, &common))
		return false;
	if (!(kept != NULL ? use_kept(session, &common)
			   : open_all(session, &common, spec->needs)) ||
	    (common.crash != NULL && !choose_crash(session, common.crash)) ||
	    !has_enough(session, spec->needs)) {
		close_all(session);
		return refuse(session, 1);
	}
	note_only_task(session);
	begin_json(session);
	for (size_t i = 0; session->core != NULL && i < session->core->problem_count; i++)
		session_problem(session, "%.*s", STR_ARG(session->core->problems[i]));
	for (size_t i = 0; i < session->program->problem_count; i++)
		session_problem(session, "%.*s", STR_ARG(session->program->problems[i]));
	return true;
}

struct system *session_system(struct session *session)
{
	if (session->system == NULL)
		session->system = system_read(session->arena, session->program, session->target);
	return session->system;
}

void session_forget(struct session *session)
{
	session->system = NULL;
}

bool session_is_live(const struct session *session)
{
	return session->target->kind == TARGET_LIVE;
}

bool session_wait(struct session *session, unsigned ms)
{
	target_gdb_wait(session->target, ms);
	return !target_gdb_interrupted();
}

void session_problem(struct session *session, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	struct str text = str_format_list(session->arena, format, list);
	va_end(list);
	json_array_append_new(json_object_get(session->root, "problems"),
			      json_stringn(text.at, text.len));
}

bool session_lost(struct session *session)
{
	const struct target *target = session->target;

	diag_error(nowhere, "%.*s: %s", STR_ARG(target->name),
		   target->problem != NULL ? target->problem : "it does not answer");
	diag_help(target->gone ? "it, or the GDB server before it, has ended; start it again"
			       : "if it is a board, is it powered and connected? A reset may help");
	return false;
}

void session_flush(struct session *session)
{
	fwrite(session->out.at, 1, session->out.len, stdout);
	fflush(stdout);
	session->out.len = 0;
}

void session_flush_json(struct session *session)
{
	json_dumpf(session->root, stdout, JSON_COMPACT);
	fputc('\n', stdout);
	fflush(stdout);
}

static void print_problems(const struct session *session)
{
	const json_t *problems = json_object_get(session->root, "problems");

	for (size_t i = 0; i < json_array_size(problems); i++)
		fprintf(stderr, "bh: %s\n", json_string_value(json_array_get(problems, i)));
}

int session_end(struct session *session, int status)
{
	if (session->target->gone && status == 0)
		status = session_lost(session) ? 0 : 1;
	close_all(session);
	if (session->json) {
		if (status != 2)
			print_json(session);
	} else {
		session_flush(session);
		print_problems(session);
	}
	json_decref(session->root);
	return status;
}

bool session_task(struct session *session, const char *name, size_t *task)
{
	const struct program *program = session->program;
	struct str *names = ARENA_ARRAY(session->arena, struct str, program->task_count);

	*task = program_find_task(program, str_from(name));
	if (*task != SIZE_MAX)
		return true;
	for (size_t i = 0; i < program->task_count; i++)
		names[i] = program->tasks[i].module.name;
	struct str near = str_nearest(str_from(name), names, program->task_count);
	diag_error(nowhere, "there is no task \"%s\"", name);
	if (near.len > 0)
		diag_help("did you mean \"%.*s\"?", STR_ARG(near));
	else
		diag_help("./bh tasks lists them");
	return false;
}

struct str session_path(struct session *session, const char *typed)
{
	const char *called_from = getenv("BH_CALLED_FROM"); // set by the script bh

	if (called_from == NULL)
		return path_join(session->arena, S(""), str_from(typed));
	return path_join(session->arena, str_from(called_from), str_from(typed));
}
