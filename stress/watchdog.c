// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * watchdog.c - a process that sees when an operation does not end.
 *
 * It does nothing that could get stuck where workers get stuck: no device, no
 * lock, memory locked. A stalled worker, or one that goes round in faults, is a
 * finding at once; evidence (the kernel stacks of all workers, blocked tasks by
 * sysrq) is gathered before anybody is killed. Where it is the supervisor that
 * does not go on, the watchdog puts an end to the soak.
 */
#include "stress/watchdog.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/cleanup.h"
#include "lib/sysfs.h"
#include "stress/busy.h"
#include "stress/endless.h"
#include "stress/op.h"
#include "stress/wedge.h"

#define NS_PER_S 1000000000ull
/* Where CPUs were never idle, what an operation waits for may only be slow. */
#define BUSY		0.95
#define BUSY_TIMES	3
/* The longest bound of an operation */
#define WEDGED_NS	(60 * NS_PER_S)

static void append_file(FILE *out, const char *title, const char *path)
{
	_cleanup_fclose_ FILE *in = fopen(path, "re");
	char line[512];

	fprintf(out, "%s\n", title);
	while (in && fgets(line, sizeof(line), in))
		fprintf(out, "    %s", line);
}

static void gather(struct brg_arena *arena, int dir_fd)
{
	int fd = openat(dir_fd, "stacks.txt", O_WRONLY | O_CREAT | O_APPEND |
			O_CLOEXEC, 0644);
	_cleanup_fclose_ FILE *out = fd < 0 ? NULL : fdopen(fd, "a");

	/* w: tasks that are blocked, d: all locks held */
	brg_sysfs_write("w", "/proc/sysrq-trigger");
	brg_sysfs_write("d", "/proc/sysrq-trigger");
	for (unsigned int i = 0; out && i < BRG_MAX_WORKERS; i++) {
		const struct brg_worker *w = &arena->worker[i];
		char title[96], path[64];

		if (!w->tid)
			continue;
		snprintf(title, sizeof(title), "worker %u, thread %d, in %s", i,
			 w->tid, w->op ? brg_ops[w->op - 1]->name : "nothing");
		snprintf(path, sizeof(path), "/proc/%d/stack", w->tid);
		append_file(out, title, path);
	}
	if (out) {
		fflush(out);
		fdatasync(fileno(out));
	}
}

static bool stalled(const struct brg_setup *setup, struct brg_arena *arena,
		    const struct brg_busy *cpus, unsigned int i)
{
	const struct brg_worker *w = &arena->worker[i];
	uint64_t begin = w->begin_ns, now, bound;
	char title[80], wchan[128];
	uint32_t op = w->op;
	double busy;

	if (!op)
		return false;
	bound = brg_op_bound_s(brg_ops[op - 1]) * NS_PER_S / 100 *
		setup->bound_percent;
	now = brg_monotonic_ns();
	if (now < begin + bound || w->op != op || w->begin_ns != begin)
		return false;
	busy = brg_busy_since(cpus, begin);
	if (busy > BUSY && now < begin + BUSY_TIMES * bound)
		return false;
	snprintf(title, sizeof(title), "%s did not end within its bound",
		 brg_ops[op - 1]->name);
	brg_arena_find(arena, (int)i, "bounds", title,
		       "worker %u, thread %d: %ju s, waits in %s, CPUs %.0f%% busy (stacks.txt)",
		       i, w->tid, (uintmax_t)((now - begin) / NS_PER_S),
		       brg_wedge_where(w->tid, wchan, sizeof(wchan)),
		       100 * busy);
	return true;
}

static bool endless(struct brg_endless *e, struct brg_arena *arena,
		    unsigned int i)
{
	const struct brg_worker *w = &arena->worker[i];
	uint64_t now = brg_monotonic_ns(), faults;
	uint32_t op = w->op;

	if (!brg_endless_look(e, w, now, &faults))
		return false;
	brg_arena_find(arena, (int)i, "bounds", "an access faulted without end",
		       "worker %u, thread %d, in %s: %ju faults in %ju ms (stacks.txt)",
		       i, w->tid, op ? brg_ops[op - 1]->name : "a check",
		       (uintmax_t)faults,
		       (uintmax_t)((now - e->since_ns) / 1000000));
	/* the supervisor is needed, to tell it */
	if (w->tid == getppid())
		kill(getppid(), SIGBUS);
	return true;
}

/*
 * In the place of a supervisor that is held: workers are of no use any more, and
 * what they and the kernel said by now is to be in the results.
 */
static _Noreturn void take_over(struct brg_stage *st)
{
	for (unsigned int id = 0; id < BRG_MAX_PROCS; id++)
		if (st->arena->proc_pid[id] > 0)
			kill(st->arena->proc_pid[id], SIGKILL);
	brg_op_journal_drain(st->journal, st->arena);
	brg_op_journal_sync(st->journal);
	brg_health_log(st->health);
	brg_findings_save(st->findings, st->arena);
	brg_front_call(st->front);
	_exit(0);
}

static bool supervisor_is_held(struct brg_wedge *w, struct brg_stage *st)
{
	uint64_t ns = brg_wedge_look(w, getppid(), st->arena->beat,
				     brg_monotonic_ns());
	char wchan[128];

	if (ns < WEDGED_NS / 100 * st->setup->bound_percent)
		return false;
	brg_arena_find(st->arena, -1, "bounds",
		       "the supervisor is held by the kernel",
		       "%ju s, waits in %s (stacks.txt)",
		       (uintmax_t)(ns / NS_PER_S),
		       brg_wedge_where(getppid(), wchan, sizeof(wchan)));
	return true;
}

static _Noreturn void watch(struct brg_stage *st)
{
	struct brg_arena *arena = st->arena;
	struct brg_wedge supervisor = { 0 };
	struct timespec t = { 0, 200 * 1000 * 1000 };
	struct sched_param first = { .sched_priority = 1 };
	struct brg_endless access[BRG_MAX_WORKERS] = { 0 };
	struct brg_busy cpus = { .nr = 0 };
	bool gathered = false;

	signal(SIGINT, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	mlockall(MCL_CURRENT | MCL_FUTURE);
	sched_setscheduler(0, SCHED_FIFO, &first);
	for (;;) {
		bool any = false, held;

		nanosleep(&t, NULL);
		brg_busy_look(&cpus, brg_monotonic_ns());
		for (unsigned int i = 0; i < BRG_MAX_WORKERS; i++)
			any |= stalled(st->setup, arena, &cpus, i) ||
			       endless(&access[i], arena, i);
		held = supervisor_is_held(&supervisor, st);
		if ((any || held) && !gathered) {
			gathered = true;
			gather(arena, st->dir_fd);
			arena->stop = true;
		}
		if (held)
			take_over(st);
	}
}

pid_t brg_watchdog_start(struct brg_stage *st)
{
	pid_t pid;

	/* it may come to write to the same files */
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid)
		watch(st);
	return pid;
}
