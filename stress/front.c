// SPDX-License-Identifier: GPL-2.0-or-later
/* front.c - see front.h. */
#include "stress/front.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/msg.h"
#include "lib/options.h"
#include "lib/soak.h"
#include "stress/postmortem.h"
#include "stress/summary.h"

#define CALL SIGUSR1

static void waited_for(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGCHLD);
	sigaddset(set, CALL);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
}

static _Noreturn void be_soak(int (*soak)(struct brg_front *, void *),
			      struct brg_front *front, void *data,
			      const sigset_t *before)
{
	int code;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != front->pid)
		_exit(BRG_EXIT_ENVIRONMENT);
	sigprocmask(SIG_SETMASK, before, NULL);
	code = soak(front, data);
	fflush(NULL);
	_exit(code);
}

/* Return: whether it has. *@code: as for a shell, had it been the front. */
static bool has_ended(pid_t pid, int *code)
{
	int status;

	if (waitpid(pid, &status, WNOHANG) != pid)
		return false;
	if (WIFEXITED(status)) {
		*code = WEXITSTATUS(status);
		return true;
	}
	signal(WTERMSIG(status), SIG_DFL);
	raise(WTERMSIG(status));
	*code = 128 + WTERMSIG(status);
	return true;
}

static int conclude(const struct brg_front *front, pid_t pid)
{
	static const char *const nowhere[] = { NULL };
	char title[120], why[256], path[PATH_MAX + 16];
	json_t *summary;

	kill(pid, SIGKILL);
	if (brg_postmortem(front->dir, nowhere, title, sizeof(title), why,
			   sizeof(why))) {
		brg_error("%s", why);
		return BRG_EXIT_ENVIRONMENT;
	}
	snprintf(path, sizeof(path), "%s/" BRG_SOAK_SUMMARY, front->dir);
	summary = json_load_file(path, 0, NULL);
	brg_verdict_print(summary, front->dir);
	json_decref(summary);
	return BRG_EXIT_FAIL;
}

static int attend(const struct brg_front *front, pid_t pid, const sigset_t *set)
{
	int code, signal;

	for (;;) {
		signal = sigwaitinfo(set, NULL);
		switch (signal) {
		case SIGCHLD:
			if (has_ended(pid, &code))
				return code;
			break;
		case CALL:
			return conclude(front, pid);
		case SIGINT:
		case SIGTERM:
			kill(pid, signal);
			break;
		default:
			break;
		}
	}
}

int brg_front_run(int (*soak)(struct brg_front *front, void *data), void *data)
{
	struct brg_front *front = mmap(NULL, sizeof(*front),
				       PROT_READ | PROT_WRITE,
				       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	sigset_t set, before;
	pid_t pid = -1;
	int code;

	waited_for(&set);
	sigprocmask(SIG_BLOCK, &set, &before);
	fflush(NULL);
	if (front != MAP_FAILED) {
		front->pid = getpid();
		pid = fork();
	}
	if (!pid)
		be_soak(soak, front, data, &before);
	if (pid < 0) {
		brg_error("stress: cannot start: no process for it: %s (ulimit -u, memory)",
			  strerror(errno));
		code = BRG_EXIT_ENVIRONMENT;
	} else {
		code = attend(front, pid, &set);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (front != MAP_FAILED)
		munmap(front, sizeof(*front));
	return code;
}

void brg_front_call(const struct brg_front *front)
{
	kill(front->pid, CALL);
}
