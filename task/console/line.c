// The line being typed.
#include "task/console/line.h"

#define BACKSPACE '\b'
#define DELETE '\x7f'

static void erase(struct line *line, struct text *echo)
{
	if (line->size == 0)
		return;
	line->size--;
	text_add(echo, "\b \b");
}

static void append(struct line *line, char c, struct text *echo)
{
	if (c < ' ' || c > '~' || line->size == LINE_LENGTH)
		return;
	if (line->size == 0)
		text_add(echo, "> ");
	line->text[line->size++] = c;
	text_add_char(echo, c);
}

bool line_type(struct line *line, char c, struct text *echo)
{
	bool second = c == '\n' && line->after_return;

	line->after_return = c == '\r';
	if (second)
		return false;
	if (c == '\r' || c == '\n') {
		text_add(echo, "\r\n");
		return true;
	}
	if (c == BACKSPACE || c == DELETE)
		erase(line, echo);
	else
		append(line, c, echo);
	return false;
}

void line_clear(struct line *line)
{
	line->size = 0;
}

void line_show(const struct line *line, struct text *to)
{
	if (line->size == 0)
		return;
	text_add(to, "> ");
	text_add_bytes(to, line->text, line->size);
}
