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
	const char *const all[] = {program, NULL};
	const char *const one[] = {program, "--scene", scene, NULL};

	report_run(arena, tally, S("model"), scene == NULL ? all : one, seconds);
}

void test_model(struct arena *arena, struct tally *tally, bool is_long, const char *only_scene)
{
	if (!report_build(arena, tally, "models", S("building the explorer")))
		return;
	explore(arena, tally, FOLDER "model-3", only_scene, SHORT_SECONDS);
	if (is_long && !tally_is_over(tally))
		explore(arena, tally, FOLDER "model-4", only_scene, LONG_SECONDS);
}
