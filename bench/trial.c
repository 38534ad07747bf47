// SPDX-License-Identifier: GPL-2.0-or-later
/* trial.c - a trial in a child process: the unit of independence, and a crash
 * that costs one record instead of a run. */
#include "bench/trial.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/cleanup.h"

/* Open errors that mean "not here" rather than "broken" */
static bool cannot_here(int ret)
{
	return ret == -EOPNOTSUPP || ret == -ENOENT || ret == -ENXIO;
}

static int choose_lock(struct brg_trial *trial)
{
	const char *lock = trial->cell->lock;
	int ret;

	if (!trial->target || !lock[0])
		return 0;
	ret = brg_target_lock(trial->target, lock);
	if (!ret)
		return 0;
	return (ret == -EOPNOTSUPP ? brg_skip : brg_fail)(trial->result, "%s",
							  trial->target->error);
}

static void measure(const struct brg_trial_request *request)
{
	struct brg_result *result = request->result;
	struct brg_trial trial = { request->cell, NULL, request->place,
				   request->samples, result, request->hz,
				   request->instructions };
	struct brg_target_spec spec = { request->address,
					request->cell->variant[0] ?
						request->cell->variant : NULL };
	struct brg_target target;
	int ret = brg_place_pin(request->place, 0);

	if (ret) {
		brg_fail(result, "cannot pin to CPU %d: %s",
			 request->place->cpus[0], strerror(-ret));
		return;
	}
	ret = brg_place_bind_memory(request->place);
	if (ret) {
		brg_fail(result, "cannot use numa_mem_policy = %s: %s",
			 request->cell->memory, strerror(-ret));
		return;
	}
	if (request->cell->target) {
		ret = brg_target_open(&target, request->cell->target, &spec);
		if (ret) {
			(cannot_here(ret) ? brg_skip : brg_fail)(result, "%s",
								 target.error);
			return;
		}
		trial.target = &target;
	}
	if (!choose_lock(&trial) && !request->cell->workload->run(&trial))
		result->status = BRG_TRIAL_OK;
	if (trial.target)
		brg_target_close(&target);
}

static _Noreturn void child(const struct brg_trial_request *request,
			    pid_t parent)
{
	/* ^C at a terminal is for the parent to decide about. */
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	sigprocmask(SIG_SETMASK, request->unblocked, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	measure(request);
	_exit(0);
}

/* Wait for the end, a signal or the limit. Return: 0, -EINTR, -ETIME. */
static int await_end(pid_t pid, const struct brg_trial_request *request)
{
	struct timespec limit = { (time_t)(request->limit_ns / 1000000000u),
				  (long)(request->limit_ns % 1000000000u) };
	_cleanup_close_ int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd poll = { .fd = fd, .events = POLLIN };
	int n;

	if (fd < 0)
		return -errno;
	n = ppoll(&poll, 1, &limit, request->unblocked);
	if (n < 0)
		return -errno;
	return n ? 0 : -ETIME;
}

static void judge(const struct brg_trial_request *request, int status, int ret)
{
	struct brg_result *result = request->result;

	if (ret == -ETIME)
		brg_fail(result, "no end within %ju s",
			 (uintmax_t)(request->limit_ns / 1000000000u));
	else if (WIFSIGNALED(status))
		brg_fail(result, "the measuring process was killed by SIG%s (%s)",
			 sigabbrev_np(WTERMSIG(status)),
			 strsignal(WTERMSIG(status)));
	else if (result->status == BRG_TRIAL_NONE)
		brg_fail(result, "the measuring process ended without a result (exit %d)",
			 WEXITSTATUS(status));
}

int brg_trial_run(const struct brg_trial_request *request)
{
	pid_t parent = getpid(), pid;
	int status = 0, ret;

	memset(request->result, 0, sizeof(*request->result));
	fflush(stdout);
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid)
		child(request, parent);
	ret = await_end(pid, request);
	if (ret)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (ret && ret != -ETIME)
		return ret;
	judge(request, status, ret);
	return 0;
}
