// A pirate: asks for a life, makes so many system calls, mixed with misdeeds, and asks
// for the next. What escapes it tells the keeper.
#include "gen/task.h"
#include "test/soak/pirate/chance.h"
#include "test/soak/pirate/plunder.h"
#include "test/soak/protocol.h"

#define MISDEED_ONE_IN 24u

static struct logbook logbook;

static struct task_id keeper(void)
{
	return task_id_of(TASK_KEEPER, 0);
}

static void tell(struct escape escape, uint32_t seed)
{
	escape.check = escape_check(escape.kind, escape.address, seed);
	(void)sys_send(keeper(), KEEPER_ESCAPED, &escape, sizeof escape, NULL, 0, NULL, 0);
}

static void live(const struct life *life)
{
	chance_seed(life->seed, life->self);
	for (uint32_t i = 1; i <= life->calls; i++) {
		struct escape escape;

		if (chance_one_in(MISDEED_ONE_IN)) {
			escape = plunder_misdeed();
			if (escape.kind != ESCAPE_NONE)
				tell(escape, life->seed);
		}
		logbook = (struct logbook){i, logbook_check(i, life->seed)};
		escape = plunder_call();
		if (escape.kind != ESCAPE_NONE)
			tell(escape, life->seed);
	}
}

int main(void)
{
	uint32_t address = (uint32_t)&logbook;

	for (;;) {
		struct life life = {0, 0, 0};

		(void)sys_send(keeper(), KEEPER_BEGIN, &address, sizeof address, &life, sizeof life,
			       NULL, 0);
		logbook = (struct logbook){0, logbook_check(0, life.seed)};
		live(&life);
	}
}
