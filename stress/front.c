// SPDX-License-Identifier: GPL-2.0-or-later
/* front.c - see front.h. */
#include "stress/front.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/clock.h"
#include "lib/msg.h"
#include "lib/options.h"
#include "lib/soak.h"
#include "stress/jsonl.h"
#include "stress/postmortem.h"
#include "stress/summary.h"
#include "stress/wedge.h"

#define CALL SIGUSR1
#define NS_PER_S 1000000000ull

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

static int conclude(const struct brg_front *front)
{
	static const char *const nowhere[] = { NULL };
	char title[120], why[256];
	json_t *summary;

	if (brg_postmortem(front->dir, nowhere, title, sizeof(title), why,
			   sizeof(why))) {
		brg_error("%s", why);
		return BRG_EXIT_ENVIRONMENT;
	}
	summary = brg_summary_load(front->dir);
	brg_verdict_print(summary, front->dir);
	json_decref(summary);
	return BRG_EXIT_FAIL;
}

static void overdue_finding(const struct brg_front *front, pid_t pid,
			    json_t *findings)
{
	char title[120], detail[160], wchan[128];

	snprintf(title, sizeof(title), "%s did not end", front->what);
	snprintf(detail, sizeof(detail), "waits in %s",
		 brg_wedge_where(pid, wchan, sizeof(wchan)));
	brg_summary_find(findings, &(struct brg_summary_finding){
		.invariant = "bounds", .title = title, .detail = detail,
		.count = 1, .worker = -1, .operation = "", .target = "",
		.lock = "" });
}

/* There may be a verdict, and it may have been PASS. */
static int amend(const struct brg_front *front, json_t *findings)
{
	json_t *summary = brg_summary_load(front->dir);
	int ret = brg_summary_add(front->dir, summary, findings);

	if (ret)
		brg_error("%s/" BRG_SOAK_SUMMARY ": cannot write: %s (%s; is the disk full?)",
			  front->dir, strerror(-ret),
			  json_string_value(json_object_get(
				  json_array_get(findings, 0), "title")));
	else
		brg_verdict_print(summary, front->dir);
	json_decref(summary);
	return BRG_EXIT_FAIL;
}

static int overdue(const struct brg_front *front, pid_t pid)
{
	_cleanup_close_ int fd = open(front->dir, O_RDONLY | O_DIRECTORY |
				      O_CLOEXEC);
	json_t *findings = json_array();
	int code;

	overdue_finding(front, pid, findings);
	if (brg_corpse_look(front->dir) == BRG_CORPSE_ENDED) {
		code = amend(front, findings);
	} else {
		brg_jsonl_add(fd, BRG_FINDINGS,
			      json_incref(json_array_get(findings, 0)));
		code = conclude(front);
	}
	json_decref(findings);
	return code;
}

static bool is_overdue(const struct brg_front *front)
{
	uint64_t until = front->until_ns;

	return until && brg_monotonic_ns() > until;
}

static int attend(const struct brg_front *front, pid_t pid, const sigset_t *set)
{
	const struct timespec second = { 1, 0 };
	int code, signal;

	for (;;) {
		signal = sigtimedwait(set, NULL, &second);
		switch (signal) {
		case SIGCHLD:
			if (has_ended(pid, &code))
				return code;
			break;
		case CALL:
			kill(pid, SIGKILL);
			return conclude(front);
		case SIGINT:
		case SIGTERM:
			kill(pid, signal);
			break;
		default:
			if (!is_overdue(front))
				break;
			kill(pid, SIGKILL);
			return overdue(front, pid);
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

	/* whoever ignores it hears of no child's end, and inherits that */
	signal(SIGCHLD, SIG_DFL);
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

void brg_front_expect(struct brg_front *front, const char *what,
		      unsigned int seconds)
{
	if (!front)
		return;
	front->until_ns = 0;
	if (!what)
		return;
	snprintf(front->what, sizeof(front->what), "%s", what);
	front->until_ns = brg_monotonic_ns() + seconds * NS_PER_S;
}

void brg_front_call(const struct brg_front *front)
{
	kill(front->pid, CALL);
}
