// Requests to end (signals.h).
#include "tool/run/signals.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

static int descriptor = -1;

static sigset_t wanted(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	return set;
}

int signals_catch(void)
{
	sigset_t set = wanted();

	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if (descriptor < 0)
		descriptor = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	return descriptor;
}

int signals_came(void)
{
	struct signalfd_siginfo info;

	if (descriptor < 0 || read(descriptor, &info, sizeof info) != (ssize_t)sizeof info)
		return 0;
	return (int)info.ssi_signo;
}

void signals_release(void)
{
	sigset_t set = wanted();

	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}
