// Tasks that app.toml wants told of something, by a notification.
//
//	static const struct listener listeners[] = {CONFIG_ON_CHANGE(LISTENER) LISTENER_END};
#pragma once

#include <stdint.h>

#include "gen/task.h"
#include "ulib/sys.h"

struct listener {
	uint32_t index;
	uint32_t mask; // 0 ends a list
};

#define LISTENER(index, mask) {index, mask},
#define LISTENER_END \
	{            \
		0, 0 \
	}

static inline void listener_tell(const struct listener *listeners)
{
	for (; listeners->mask != 0; listeners++)
		sys_post(sys_refresh_task_id(task_id_of(listeners->index, 0)), listeners->mask);
}
