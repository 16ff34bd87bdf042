// The console's line: a client of the UART driver that outlives its restarts.
#pragma once

#include <stddef.h>

#include "lib/text.h"

// Finds the driver and asks it to post NOTIFY_SERIAL when something comes in.
void serial_open(void);

// Returns when the driver has taken every byte.
void serial_write(const char *data, size_t size);

// An empty line to add to and then to write: there is one at a time.
struct text serial_begin_line(void);

// Writes a line and its end. What is too long is cut to fit.
void serial_write_line(struct text *line);

// Takes what has come in, without waiting. Returns how many bytes.
size_t serial_read(char *to, size_t room);
