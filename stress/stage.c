// SPDX-License-Identifier: GPL-2.0-or-later
/* stage.c - the supervisor's loop. */
#include "stress/stage.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/msg.h"
#include "stress/disturb.h"
#include "stress/invariant.h"
#include "stress/op.h"
#include "stress/setup.h"
#include "stress/watchdog.h"
#include "stress/worker.h"

#define NS_PER_S	1000000000ull
#define TICK_NS		(20 * 1000 * 1000)
#define PROGRESS_NS	(10 * NS_PER_S)
/* Longer than any bound: then nobody can be expected to end by himself. */
#define END_NS		(60 * NS_PER_S)
#define KILL_NS		(15 * NS_PER_S)

static void tick(void)
{
	struct timespec t = { 0, TICK_NS };

	nanosleep(&t, NULL);
}

static unsigned int nr_procs(const struct brg_stage *st)
{
	return st->setup->procs + (st->setup->pairs ? 1 : 0);
}

static int start_proc(struct brg_stage *st, unsigned int id)
{
	struct brg_setup *setup = st->setup;
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (!pid)
		brg_worker_process(setup, st->arena, id);
	st->arena->proc_pid[id] = pid;
	return 0;
}

/* The supervisor as an actor, for checks and repairs */
static void act(struct brg_stage *st, struct brg_actor *a,
		struct brg_proc *proc)
{
	pthread_rwlock_init(&proc->fd_lock, NULL);
	for (unsigned int d = 0; d < BRG_MAX_DEVS; d++)
		proc->fd[d] = -1;
	for (unsigned int d = 0; d < st->setup->nr_devs; d++) {
		proc->fd[d] = st->setup->dev[d].target.fd;
		proc->fd_epoch[d] = st->setup->dev[d].shared->bind_epoch;
	}
	*a = (struct brg_actor){ .id = BRG_MAX_WORKERS - 1, .arena = st->arena,
				 .me = &st->arena->worker[BRG_MAX_WORKERS - 1],
				 .proc = proc, .setup = st->setup,
				 .rng = { st->setup->seed } };
	brg_worker_begins(a->me);
}

/* After a rebind the supervisor's own file is a dead one, too. */
static void refresh(struct brg_actor *a)
{
	for (unsigned int d = 0; d < a->setup->nr_devs; d++) {
		struct brg_device *dev = &a->setup->dev[d];
		struct brg_target t;

		if (!brg_actor_target(a, dev, &t))
			brg_actor_put(&t);
		dev->target.fd = a->proc->fd[d];
	}
}

static void unfinished(struct brg_stage *st, struct brg_actor *a,
		       unsigned int id)
{
	unsigned int first = id * st->setup->threads;
	unsigned int n = id < st->setup->procs ? st->setup->threads : 2;

	for (unsigned int w = first; w < first + n; w++) {
		brg_op_journal_unfinished(st->journal, st->arena, w);
		brg_worker_ended(&st->arena->worker[w]);
		/* nothing more is done to a device that may be broken */
		if (!brg_arena_findings(st->arena))
			brg_disturb_repair(a, w);
	}
}

static void judge_death(struct brg_stage *st, unsigned int id, int status)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		brg_arena_find(st->arena, -1, "results",
			       "a worker process died of a signal",
			       "process %u: SIG%s", id,
			       sigabbrev_np(WTERMSIG(status)));
	else if (WIFEXITED(status) && WEXITSTATUS(status))
		brg_arena_find(st->arena, -1, "results",
			       "a worker process could not go on",
			       "process %u: exit %d", id, WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		st->killed++;
}

/* Return: how many worker processes are left. */
static unsigned int reap(struct brg_stage *st, struct brg_actor *a,
			 bool restart)
{
	unsigned int left = 0;
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (unsigned int id = 0; id < nr_procs(st); id++) {
			if (st->arena->proc_pid[id] != pid)
				continue;
			st->arena->proc_pid[id] = 0;
			judge_death(st, id, status);
			unfinished(st, a, id);
			if (restart && WIFSIGNALED(status) && !st->arena->stop)
				start_proc(st, id);
		}
	}
	for (unsigned int id = 0; id < nr_procs(st); id++)
		left += st->arena->proc_pid[id] > 0;
	return left;
}

static void listen(struct brg_stage *st)
{
	st->arena->beat++;
	brg_op_journal_drain(st->journal, st->arena);
	brg_op_series_tick(st->series, brg_monotonic_ns());
	brg_health_log(st->health);
	if (brg_findings_save(st->findings, st->arena))
		st->journal->error = -EIO;
}

static bool all_parked(const struct brg_stage *st)
{
	unsigned int n = st->setup->procs * st->setup->threads +
			 (st->setup->pairs ? 2 : 0);

	for (unsigned int i = 0; i < n; i++)
		if (!st->arena->worker[i].parked && !st->arena->worker[i].done)
			return false;
	return true;
}

/* Stop everybody, look at everything, go on. */
static void quiet_point(struct brg_stage *st, struct brg_actor *a,
			uint64_t ran_ns)
{
	uint64_t until = brg_monotonic_ns() + END_NS;

	st->arena->pause = true;
	while (!all_parked(st) && !st->arena->stop &&
	       brg_monotonic_ns() < until) {
		listen(st);
		reap(st, a, true);
		tick();
	}
	if (all_parked(st) && !st->arena->stop) {
		refresh(a);
		brg_invariants_quiet(a);
		brg_health_counters(st->health);
		brg_memory_note(st->memory, st->arena, st->number,
				ran_ns / 1000000);
		st->quiets++;
	}
	st->arena->pause = false;
}

static void show(const struct brg_stage *st, uint64_t ran_ns)
{
	char of[32] = "";

	if (st->setup->duration_ns)
		snprintf(of, sizeof(of), " of %ju s",
			 (uintmax_t)(st->setup->duration_ns / NS_PER_S));
	brg_note("%ju s%s, %ju operations, %ju accesses, %u findings",
		 (uintmax_t)(ran_ns / NS_PER_S), of,
		 (uintmax_t)st->arena->ops, (uintmax_t)st->arena->accesses,
		 brg_arena_findings(st->arena));
}

static void run(struct brg_stage *st, struct brg_actor *a)
{
	const struct brg_setup *setup = st->setup;
	uint64_t start = brg_monotonic_ns(), shown = 0, quiet = 0, ran = 0;

	while (!st->arena->stop && !*st->interrupted) {
		tick();
		listen(st);
		ran = brg_monotonic_ns() - start;
		if (!reap(st, a, true))
			break;
		if (setup->duration_ns && ran >= setup->duration_ns)
			break;
		if (!st->go_on && brg_arena_findings(st->arena))
			break;
		if (setup->quiet_ns && ran - quiet >= setup->quiet_ns) {
			quiet_point(st, a, ran);
			quiet = brg_monotonic_ns() - start;
		}
		if (st->progress && ran - shown >= PROGRESS_NS) {
			shown = ran;
			show(st, ran);
		}
	}
	st->ran_ns = ran;
}

static void kill_all(struct brg_stage *st)
{
	for (unsigned int id = 0; id < nr_procs(st); id++)
		if (st->arena->proc_pid[id] > 0)
			kill(st->arena->proc_pid[id], SIGKILL);
}

/* Return: whether everybody has ended. */
static bool await_end(struct brg_stage *st, struct brg_actor *a, uint64_t ns)
{
	uint64_t until = brg_monotonic_ns() + ns;

	while (reap(st, a, false)) {
		/* a finding is worth more than an orderly end */
		if (brg_monotonic_ns() >= until)
			return false;
		listen(st);
		tick();
	}
	return true;
}

/* Grandchildren end by themselves, and come to us. */
static void await_orphans(void)
{
	uint64_t until = brg_monotonic_ns() + KILL_NS;

	while (waitpid(-1, NULL, WNOHANG) >= 0 && brg_monotonic_ns() < until)
		tick();
}

static void finish(struct brg_stage *st, struct brg_actor *a, pid_t watchdog)
{
	bool found;

	st->arena->stop = true;
	found = brg_arena_findings(st->arena);
	if (!await_end(st, a, found ? NS_PER_S : END_NS)) {
		kill_all(st);
		if (!await_end(st, a, KILL_NS)) {
			st->arena->wedged = true;
			brg_arena_find(st->arena, -1, "bounds",
				       "a worker process cannot be killed",
				       "%u left", reap(st, a, false));
		}
	}
	if (watchdog > 0)
		kill(watchdog, SIGKILL);
	if (!st->arena->wedged)
		await_orphans();
	listen(st);
	if (!brg_arena_findings(st->arena)) {
		refresh(a);
		brg_invariants_end(a);
	}
	brg_invariants_restore(a);
	brg_health_log(st->health);
	brg_health_counters(st->health);
	brg_op_journal_sync(st->journal);
	brg_op_series_end(st->series);
}

int brg_stage_run(struct brg_stage *st)
{
	static struct brg_proc proc;
	struct brg_actor self;
	pid_t watchdog;
	int ret = 0;

	act(st, &self, &proc);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	brg_invariants_begin(&self);
	watchdog = brg_watchdog_start(st);
	if (watchdog < 0)
		return (int)watchdog;
	for (unsigned int id = 0; id < nr_procs(st) && !ret; id++)
		ret = start_proc(st, id);
	if (!ret)
		run(st, &self);
	finish(st, &self, watchdog);
	return ret;
}
