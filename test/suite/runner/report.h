// The report, line by line on the serial line, which the runner has to itself: a
// supervisor sends to nobody, so it does not use the driver.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/text.h"

// Sets up the device.
void report_start(void);

// One line.
void report_line(const struct text *line);

// What the runner's RX interrupt has brought: false if nothing. Enables it again.
bool report_take(uint8_t *byte);
