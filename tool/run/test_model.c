// The kernel explored (test/model): in a short form, all that three tasks can do; in the
// long one also much of what four can.
#include "tool/run/report.h"
#include "tool/run/tests.h"

#define FOLDER REPORT_FOLDER "/test/model/"
#define SHORT_SECONDS 1200
#define LONG_SECONDS 14400

static void explore(struct arena *arena, struct tally *tally, const char *program,
		    const char *scene, unsigned seconds)
{
	const char *argv[6] = {program};
	size_t count = 1;

	if (tally->stops)
		argv[count++] = "--stop";
	if (scene != NULL) {
		argv[count++] = "--scene";
		argv[count++] = scene;
	}
	report_run(arena, tally, S("model"), argv, seconds);
}

void test_model(struct arena *arena, struct tally *tally, const struct exploration *wanted)
{
	if (!report_build(arena, tally, "models", S("building the explorer")))
		return;
	explore(arena, tally, FOLDER "model-3", wanted->scene, SHORT_SECONDS);
	if (wanted->is_long && !tally_is_over(tally))
		explore(arena, tally, FOLDER "model-4", wanted->scene, LONG_SECONDS);
}
