// A client of QMP, QEMU's own control protocol: one JSON object per line, over a
// connected stream socket. It works while the guest runs and while it stands.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "tool/base/arena.h"

struct qmp;

// Greets the QEMU on a connected socket, which now belongs to the result. NULL if
// it does not answer as QEMU should within ten seconds.
struct qmp *qmp_open(struct arena *arena, int fd);

int qmp_socket(const struct qmp *qmp);

// Has QEMU do something. `arguments` may be NULL and is consumed. Returns what it
// answered, or NULL if it refused, went away or said nothing for ten seconds.
json_t *qmp_call(struct qmp *qmp, const char *command, json_t *arguments);

// The same, for commands whose answer says nothing.
bool qmp_do(struct qmp *qmp, const char *command);

// Takes the oldest event that has come ("RESET", "SHUTDOWN", ...) without waiting.
// False if there is none. `data` may be NULL; it is borrowed until the next call.
bool qmp_event(struct qmp *qmp, const char **name, const json_t **data);

// Whether the connection is gone.
bool qmp_is_closed(const struct qmp *qmp);

// Resets a machine that stopped because its guest asked for a reset.
bool qmp_reset(struct qmp *qmp);

// Reads the guest's memory past its protection unit, also while it runs.
bool qmp_read_memory(struct qmp *qmp, uint32_t address, void *to, size_t n);

bool qmp_read_word(struct qmp *qmp, uint32_t address, uint32_t *word); // also of a device

void qmp_close(struct qmp *qmp);
