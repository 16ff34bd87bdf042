// The note of a running image, out/<image>/run.json, by which a debugger in another
// terminal finds it:
//
//     app, board, image-id   strings
//     pid, qemu-pid          process ids of bh and of QEMU
//     gdb, qmp               paths of unix sockets to connect to
//     archive                path of a copy of the image's archive: the image may be built
//                            anew while the old one runs
#pragma once

#include <stdbool.h>

#include "tool/base/arena.h"
#include "tool/run/guest.h"
#include "tool/run/qemu.h"

struct record {
	const char *path;   // of the note; NULL if there is none
	const char *folder; // that holds the sockets
	const char *gdb;
	const char *qmp;
	const char *archive;
};

// Makes a folder for the sockets and chooses their paths. Ends the program if that
// cannot be done.
struct record record_prepare(struct arena *arena);

// Writes the note, unless another run of the same image that still lives has done so.
void record_write(struct record *record, struct arena *arena, const struct guest *guest,
		  const struct qemu *qemu);

// Removes sockets, folder and note.
void record_remove(const struct record *record);
