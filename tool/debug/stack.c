// A task's calls, to be shown (stack.h).
#include "tool/debug/stack.h"

#include <dwarf.h>
#include <inttypes.h>

#include "tool/debug/info.h"
#include "tool/debug/value.h"

#define SCOPES_MAX 16
#define BLOCKS_MAX 16 // nested blocks of code in a function

// What a frame is shown as: the functions that are there, by inlining or really.
struct view {
	struct session *session;
	const struct module *module;
	const struct frame *frame;
	const struct frame *caller; // NULL if it is not known
	struct info_scope scopes[SCOPES_MAX];
	size_t count;
};

// Without debugging information, the symbol is better than nothing.
static void name_by_symbol(struct view *view)
{
	struct elf_symbol symbol;
	uint32_t offset;

	if (view->count == 0)
		view->scopes[view->count++] = (struct info_scope){.line = 0};
	struct info_scope *last = &view->scopes[view->count - 1];
	if (last->function.len == 0 &&
	    module_symbol_at(view->module, view->frame->pc, &symbol, &offset))
		last->function = symbol.name;
}

static struct view view_of(struct session *session, const struct module *module,
			   const struct frame *frame, const struct frame *caller)
{
	struct view view = {
		.session = session,
		.module = module,
		.frame = frame,
		.caller = caller,
	};

	view.count = info_scopes(session->arena, module->info, frame->pc, view.scopes, SCOPES_MAX);
	name_by_symbol(&view);
	return view;
}

static struct view view_at(struct session *session, const struct module *module,
			   const struct backtrace *trace, size_t i)
{
	return view_of(session, module, &trace->frames[i],
		       i + 1 < trace->count ? &trace->frames[i + 1] : NULL);
}

// Called with each argument and variable of a scope, arguments first as they stand.
typedef void visit_variable(void *context, Dwarf_Die *die, bool is_argument,
			    const struct value *value);

struct walk {
	const struct view *view;
	struct location_context location;
	visit_variable *visit;
	void *context;
};

static void walk_below(const struct walk *walk, Dwarf_Die *parent, int depth)
{
	Dwarf_Die die;

	if (depth == 0 || dwarf_child(parent, &die) != 0)
		return;
	do {
		int tag = dwarf_tag(&die);

		if (tag == DW_TAG_lexical_block && dwarf_haspc(&die, walk->view->frame->pc) > 0)
			walk_below(walk, &die, depth - 1);
		if (tag != DW_TAG_formal_parameter && tag != DW_TAG_variable)
			continue;
		struct value value = value_of(walk->view->session->program, &die, &walk->location);
		if (info_name(&die).len > 0)
			walk->visit(walk->context, &die, tag == DW_TAG_formal_parameter, &value);
	} while (dwarf_siblingof(&die, &die) == 0);
}

static struct location_context context_of(struct session *session, const struct frame *frame,
					  Dwarf_Die *function)
{
	struct location_context context = unwind_context(session->arena, session->target, frame);

	context.function = function;
	return context;
}

// What called the frame of a view; false if that is not known.
static bool find_call(const struct view *view, struct location_context *caller,
		      struct location_call *call)
{
	struct view outer;
	const struct info_scope *last = &view->scopes[view->count - 1];

	if (view->caller == NULL || last->die.addr == NULL)
		return false;
	outer = view_of(view->session, view->module, view->caller, NULL);
	if (outer.scopes[outer.count - 1].die.addr == NULL)
		return false;
	call->caller_function = outer.scopes[outer.count - 1].die;
	call->function = last->die;
	call->return_address = view->caller->registers.value[REG_PC] & ~1u;
	*caller = context_of(view->session, view->caller, &call->caller_function);
	call->caller = caller;
	return true;
}

static void walk_variables(const struct view *view, size_t scope, visit_variable *visit,
			   void *context)
{
	Dwarf_Die scope_die = view->scopes[scope].die;
	Dwarf_Die function = view->scopes[view->count - 1].die;
	struct location_context caller;
	struct location_call call;
	struct walk walk = {
		.view = view,
		.visit = visit,
		.context = context,
		.location = context_of(view->session, view->frame, &function),
	};

	if (find_call(view, &caller, &call))
		walk.location.call = &call;
	if (view->scopes[scope].die.addr != NULL)
		walk_below(&walk, &scope_die, BLOCKS_MAX);
}

struct printing {
	struct text *text;
	unsigned indent;
};

static void print_variable(void *context, Dwarf_Die *die, bool is_argument,
			   const struct value *value)
{
	const struct printing *printing = context;
	struct str name = info_name(die);

	(void)is_argument;
	text_addf(printing->text, "%*s%.*s = ", (int)printing->indent, "", STR_ARG(name));
	value_print(printing->text, value, printing->indent);
	text_adds(printing->text, "\n");
}

static void print_frame(const struct view *view, struct text *text, size_t number,
			struct stack_detail detail)
{
	uint32_t pc = view->frame->registers.value[REG_PC] & ~1u;

	for (size_t i = 0; i < view->count; i++) {
		const struct info_scope *scope = &view->scopes[i];
		struct printing printing = {text, detail.indent + 6};

		if (i == 0)
			text_addf(text, "%*s#%-2zu 0x%08" PRIx32 " ", (int)detail.indent, "",
				  number, pc);
		else
			text_addf(text, "%*s", (int)detail.indent + 15, "");
		if (scope->function.len > 0)
			text_add(text, scope->function);
		else
			text_adds(text, "?");
		if (scope->inlined)
			text_adds(text, " (inlined)");
		if (scope->file.len > 0)
			text_addf(text, " at %.*s:%u", STR_ARG(scope->file), scope->line);
		if (scope->file.len > 0 && scope->column > 0)
			text_addf(text, ":%u", scope->column);
		text_adds(text, "\n");
		if (detail.locals)
			walk_variables(view, i, print_variable, &printing);
	}
}

void stack_print(struct session *session, struct text *text, const struct module *module,
		 const struct backtrace *trace, struct stack_detail detail)
{
	if (trace->guessed)
		text_addf(text, "%*sfound by trying, since %s:\n", (int)detail.indent, "",
			  trace->why);
	for (size_t i = 0; i < trace->count; i++) {
		struct view view = view_at(session, module, trace, i);

		print_frame(&view, text, i, detail);
	}
	if (!trace->whole && !trace->guessed)
		text_addf(text, "%*sends here: %s\n", (int)detail.indent, "", trace->why);
}

static void add_variable_json(void *context, Dwarf_Die *die, bool is_argument,
			      const struct value *value)
{
	json_t *array = context;
	json_t *object = json_object();
	struct str name = info_name(die);
	struct str type = value_type_name(value->program->arena, value);

	json_object_set_new(object, "name", json_stringn(name.at, name.len));
	json_object_set_new(object, "argument", json_boolean(is_argument));
	json_object_set_new(object, "type", json_stringn(type.at, type.len));
	json_object_set_new(object, "value", value_json(value));
	json_array_append_new(array, object);
}

static json_t *hex(uint32_t number)
{
	return json_sprintf("0x%08" PRIx32, number);
}

static json_t *string_or_null(struct str s)
{
	return s.len == 0 ? json_null() : json_stringn(s.at, s.len);
}

static void add_frame_json(json_t *array, const struct view *view, struct stack_detail detail)
{
	for (size_t i = 0; i < view->count; i++) {
		const struct info_scope *scope = &view->scopes[i];
		json_t *object = json_object();

		json_object_set_new(object, "pc", hex(view->frame->registers.value[REG_PC] & ~1u));
		json_object_set_new(object, "cfa",
				    view->frame->has_cfa ? hex(view->frame->cfa) : json_null());
		json_object_set_new(object, "function", string_or_null(scope->function));
		json_object_set_new(object, "inlined", json_boolean(scope->inlined));
		json_object_set_new(object, "file", string_or_null(scope->file));
		json_object_set_new(object, "line", json_integer(scope->line));
		json_object_set_new(object, "column", json_integer(scope->column));
		if (detail.locals) {
			json_t *locals = json_array();

			walk_variables(view, i, add_variable_json, locals);
			json_object_set_new(object, "locals", locals);
		}
		json_array_append_new(array, object);
	}
}

json_t *stack_json(struct session *session, const struct module *module,
		   const struct backtrace *trace, struct stack_detail detail)
{
	json_t *object = json_object();
	json_t *frames = json_array();

	for (size_t i = 0; i < trace->count; i++) {
		struct view view = view_at(session, module, trace, i);

		add_frame_json(frames, &view, detail);
	}
	json_object_set_new(object, "frames", frames);
	json_object_set_new(object, "whole", json_boolean(trace->whole));
	json_object_set_new(object, "guessed", json_boolean(trace->guessed));
	json_object_set_new(object, "ends",
			    trace->why == NULL ? json_null() : json_string(trace->why));
	return object;
}

struct str stack_place(struct session *session, const struct module *module,
		       const struct backtrace *trace)
{
	for (size_t i = 0; i < trace->count; i++) {
		struct view view = view_at(session, module, trace, i);

		for (size_t k = 0; k < view.count; k++) {
			const struct info_scope *scope = &view.scopes[k];

			if (scope->file.len > 0 && !str_starts(scope->file, "ulib/"))
				return str_format(session->arena, "%.*s:%u, in %.*s",
						  STR_ARG(scope->file), scope->line,
						  STR_ARG(scope->function));
		}
	}
	return (struct str){"", 0};
}

void stack_print_registers(struct text *text, const struct registers *registers, unsigned indent,
			   bool with_floats)
{
	unsigned shown = 0;

	for (unsigned i = 0; i < (with_floats ? REG_COUNT : REG_FPSCR); i++) {
		if (!registers_have(registers, i))
			continue;
		if (shown % 4 == 0)
			text_addf(text, "%s%*s", shown == 0 ? "" : "\n", (int)indent, "");
		text_addf(text, "%s%4s 0x%08" PRIx32, shown % 4 == 0 ? "" : "  ", register_name(i),
			  registers->value[i]);
		shown++;
	}
	if (shown > 0)
		text_adds(text, "\n");
}

json_t *stack_registers_json(const struct registers *registers)
{
	json_t *object = json_object();

	for (unsigned i = 0; i < REG_COUNT; i++)
		if (registers_have(registers, i))
			json_object_set_new(object, register_name(i), hex(registers->value[i]));
	return object;
}
