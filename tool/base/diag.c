// Error reports with the line they are about.
#include "tool/base/diag.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>

// Lines with more bytes than that are shown in part, with so many before the mark.
#define LINE_LONG 400
#define LINE_BEFORE 80

static FILE *output;    // NULL: stderr
static unsigned errors; // reported so far
static char first[256]; // error since diag_forget(), cut short if need be

void diag_to(FILE *out)
{
	output = out;
}

unsigned diag_errors(void)
{
	return errors;
}

const char *diag_first(void)
{
	return first[0] == '\0' ? NULL : first;
}

void diag_forget(void)
{
	first[0] = '\0';
}

static FILE *stream(void)
{
	return output == NULL ? stderr : output;
}

struct place place_of_file(const struct source *source)
{
	return (struct place){source, 0, 0, 0};
}

static bool find_line(const struct source *source, uint32_t number, struct str *line)
{
	struct str rest = source->text;

	for (uint32_t n = 1; str_next(&rest, '\n', line); n++)
		if (n == number)
			return true;
	return false;
}

static void print_location(struct place place)
{
	if (place.source == NULL)
		fputs("bh: ", stream());
	else if (place.line == 0)
		fprintf(stream(), "%.*s: ", STR_ARG(place.source->path));
	else
		fprintf(stream(), "%.*s:%u:%u: ", STR_ARG(place.source->path), (unsigned)place.line,
			(unsigned)place.column);
}

static bool starts_character(char byte)
{
	return ((unsigned char)byte & 0xC0u) != 0x80u; // else it continues one, in UTF-8
}

// Where a character begins; behind the line if it has no so many.
static size_t offset_of(struct str line, uint32_t column)
{
	size_t i = 0;

	for (uint32_t n = 0; i < line.len; i++) {
		n += starts_character(line.at[i]);
		if (n >= column)
			break;
	}
	return i;
}

// What is shown of a line: all of it, or what is around the mark if it is very long.
static struct str shown(struct str line, size_t mark)
{
	size_t begin = mark > LINE_BEFORE ? mark - LINE_BEFORE : 0;
	size_t end = begin + LINE_LONG;

	if (line.len <= LINE_LONG)
		return line;
	while (begin > 0 && !starts_character(line.at[begin]))
		begin--;
	while (end < line.len && !starts_character(line.at[end]))
		end++;
	return str_slice(line, begin, end < line.len ? end : line.len);
}

// The line, and marks below it. Tabs are kept in the second line, so the marks
// stand where they should whatever width a terminal gives tabs.
static void print_line(struct place place)
{
	struct str line;

	if (place.source == NULL || place.line == 0 || !find_line(place.source, place.line, &line))
		return;
	if (str_ends(line, "\r"))
		line.len--;
	const char *mark = line.at + offset_of(line, place.column);
	struct str part = shown(line, (size_t)(mark - line.at));
	const char *end = part.at + part.len;
	bool cut = part.at != line.at;

	fprintf(stream(), "%5u | %s%.*s%s\n      | %s", (unsigned)place.line, cut ? "..." : "",
		STR_ARG(part), end != line.at + line.len ? "..." : "", cut ? "   " : "");
	for (const char *at = part.at; at < mark; at++)
		if (starts_character(*at))
			fputc(*at == '\t' ? '\t' : ' ', stream());
	fputc('^', stream());
	uint32_t marks = 1;
	for (const char *at = mark + 1; at < end && marks < place.length; at++) {
		if (!starts_character(*at))
			continue;
		fputc('~', stream());
		marks++;
	}
	fputc('\n', stream());
}

static void report(struct place place, const char *kind, const char *format, va_list list)
	PRINTF_LIKE(3, 0);

static void report(struct place place, const char *kind, const char *format, va_list list)
{
	print_location(place);
	fprintf(stream(), "%s: ", kind);
	vfprintf(stream(), format, list);
	fputc('\n', stream());
	print_line(place);
}

void diag_error(struct place place, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	report(place, "error", format, list);
	va_end(list);
	if (first[0] == '\0') {
		va_start(list, format);
		vsnprintf(first, sizeof first, format, list);
		va_end(list);
	}
	errors++;
}

void diag_warning(struct place place, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	report(place, "warning", format, list);
	va_end(list);
}

void diag_note(struct place place, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	report(place, "note", format, list);
	va_end(list);
}

void diag_help(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	fputs("  help: ", stream());
	vfprintf(stream(), format, list);
	fputc('\n', stream());
	va_end(list);
}

void diag_fatal(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	report(nowhere, "error", format, list);
	va_end(list);
	exit(1);
}
