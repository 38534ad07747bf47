// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memory_lock.c - accesses to a BAR against those who take it away: what the
 * driver's lock gives readers, and what it costs writers.
 *
 * All are processes, as threads would meet at mmap_lock, too. A reader whose
 * access is refused, since memory decoding is off, tries until it is not.
 */
#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/beside.h"
#include "bench/contest.h"
#include "bench/limits.h"
#include "bench/maps.h"
#include "bench/sampling.h"
#include "bench/shared_keys.h"
#include "lib/clock.h"

#define SPAN	(2ULL << 20)	/* of a reader's mapping */

static const char *const reads[] = { "pread", "fault", NULL };
static const char *const writes[] = { "toggle", "zap", "reset", NULL };
static const char *const arrivals[] = { "closed", "fixed", "poisson", NULL };
static const char *const switches[] = { "off", "on", NULL };

static const struct brg_key keys[] = {
	{ .name = "readers", .type = BRG_KEY_U64, .flags = BRG_SWEPT,
	  .fallback = "1", .metavar = "N", .min = 1, .max = 256,
	  .help = "processes that access the BAR" },
	{ .name = "reader", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "pread", .names = reads,
	  .help = "pread: read 4 bytes by a system call; fault: load from a page not mapped yet" },
	{ .name = "writers", .type = BRG_KEY_U64, .flags = BRG_SWEPT,
	  .fallback = "1", .metavar = "N", .max = 256,
	  .help = "processes that take memory away and give it back" },
	{ .name = "writer", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "toggle", .names = writes,
	  .help = "toggle: memory decoding off and on; zap: empty all mappings; reset: function reset" },
	{ .name = "period", .type = BRG_KEY_DURATION, .flags = BRG_SWEPT,
	  .fallback = "1ms", .metavar = "TIME", .max = 3600000000000ULL,
	  .help = "pause of a writer after each operation" },
	{ .name = "count", .type = BRG_KEY_U64, .flags = BRG_SWEPT,
	  .fallback = "1000", .metavar = "N", .min = 1, .max = 1u << 24,
	  .help = "operations of each reader" },
	{ .name = "arrival", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "closed", .names = arrivals,
	  .help = "when a reader's operations begin: closed: one after the other; fixed, poisson: at rate, and what comes late counts from when it was meant to begin" },
	{ .name = "rate", .type = BRG_KEY_U64, .flags = BRG_SWEPT,
	  .fallback = "1000", .metavar = "N", .min = 1, .max = 1000000000,
	  .help = "operations a second of each reader, unless closed" },
	{ .name = "timing", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "off", .names = switches,
	  .help = "on: the driver tells how long memory_lock was waited for and held, which makes it slower; quote latency from off only" },
	{ 0 },
};

static uint64_t samples(const struct brg_cell *cell)
{
	return brg_param_number(cell, "readers") * brg_param_number(cell, "count");
}

static uint64_t reach(const struct brg_cell *cell)
{
	(void)cell;
	return SPAN;
}

/* A signal handler gets no argument; a reader is a process of one thread. */
static sigjmp_buf refused_at;

static void on_bus(int signal_number)
{
	(void)signal_number;
	siglongjmp(refused_at, 1);
}

static bool load(const char *p)
{
	if (sigsetjmp(refused_at, 0))
		return false;
	brg_maps_load(p);
	return true;
}

/** struct reader - @base: mapping to fault in, of which @next is next */
struct reader {
	struct contest *c;
	struct actor *actor;
	char *base;
	uint64_t next;
	struct brg_arrival arrival;
};

static int map_anew(struct reader *r)
{
	struct brg_trial *trial = r->c->trial;
	void *at;

	if (r->base)
		munmap(r->base, SPAN);
	if (brg_target_map(trial->target, r->c->bar, 0, SPAN, PROT_READ, NULL,
			   &at))
		return brg_fail(trial->result, "%s", trial->target->error);
	r->base = at;
	r->next = 0;
	return 0;
}

static bool attempt(struct reader *r)
{
	uint32_t word;

	if (r->c->faults)
		return load(r->base + r->next);
	return !brg_target_bar_read(r->c->trial->target, r->c->bar, 0,
				    sizeof(word), &word);
}

/* When the operation begins to count: now, or when it was meant to begin.
 * Yielding, as there may be more processes than CPUs */
static uint64_t begin(struct reader *r)
{
	uint64_t now = brg_clock_now(), meant;

	if (r->arrival.kind == BRG_ARRIVAL_CLOSED)
		return now;
	meant = brg_arrival_next(&r->arrival);
	r->actor->late += now > meant;
	while (now < meant) {
		sched_yield();
		now = brg_clock_now();
	}
	return meant;
}

static int operate(struct reader *r, uint64_t *out)
{
	uint64_t start;

	if (r->c->faults && (!r->base || r->next == SPAN) && map_anew(r))
		return -1;
	start = begin(r);
	while (!attempt(r)) {
		r->actor->refused++;
		sched_yield();
	}
	*out = brg_clock_now() - start;
	r->next += BRG_PAGE;
	return 0;
}

/* Return: whether to run */
static bool meet(struct contest *c)
{
	int go;

	atomic_fetch_add(&c->ready, 1);
	while (!(go = atomic_load(&c->go)))
		sched_yield();
	return go > 0;
}

static int read_all(struct contest *c, size_t number)
{
	struct sigaction action = { .sa_handler = on_bus,
				    .sa_flags = SA_NODEFER };
	struct reader r = { .c = c, .actor = &c->actor[number] };
	uint64_t *out = c->trial->samples + number * c->count, discard;

	sigaction(SIGBUS, &action, NULL);
	for (unsigned int i = 0; i < c->trial->cell->warmup; i++)
		if (operate(&r, &discard))
			return -1;
	if (!meet(c))
		return 0;
	r.actor->refused = 0;
	r.actor->begin = brg_clock_now();
	brg_arrival_start(&r.arrival, c->arrival, c->trial->hz, c->rate,
			  c->trial->cell->seed, number, r.actor->begin);
	for (uint64_t i = 0; i < c->count; i++)
		if (operate(&r, &out[i]))
			return -1;
	r.actor->end = brg_clock_now();
	return 0;
}

static int write_once(struct contest *c, uint64_t *out)
{
	struct brg_target *target = c->trial->target;
	uint64_t start = brg_clock_now();
	int ret;

	if (c->writer == BRG_WRITER_ZAP) {
		ret = brg_target_zap(target);
	} else if (c->writer == BRG_WRITER_RESET) {
		ret = brg_target_reset(target);
	} else {
		ret = brg_target_memory(target, false);
		if (!ret)
			ret = brg_target_memory(target, true);
	}
	*out = brg_clock_now() - start;
	return ret ? brg_fail(c->trial->result, "%s", target->error) : 0;
}

static int write_all(struct contest *c, size_t number)
{
	struct timespec pause = { (time_t)(c->period_ns / 1000000000u),
				  (long)(c->period_ns % 1000000000u) };
	struct actor *a = &c->actor[number];
	uint64_t took;

	if (!meet(c))
		return 0;
	while (atomic_load(&c->reading)) {
		if (write_once(c, &took))
			return -1;
		a->writes++;
		a->sum += took;
		if (took > a->longest)
			a->longest = took;
		if (c->period_ns)
			nanosleep(&pause, NULL);
	}
	return 0;
}

static _Noreturn void actor_main(struct contest *c, size_t number, pid_t parent)
{
	bool reader = number < c->readers;
	int ret;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent || brg_place_pin(c->trial->place, number))
		_exit(2);
	ret = reader ? read_all(c, number) : write_all(c, number);
	if (reader)
		atomic_fetch_sub(&c->reading, 1);
	_exit(ret ? 1 : 0);
}

/* One that died before it was ready would be waited for without end. */
static int await_ready(struct contest *c, size_t nr)
{
	while (atomic_load(&c->ready) < nr) {
		siginfo_t info = { .si_pid = 0 };

		if (!waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) &&
		    info.si_pid)
			return -ECHILD;
		sched_yield();
	}
	return 0;
}

static int run_actors(struct contest *c)
{
	size_t nr = c->readers + c->writers, made = 0;
	pid_t parent = getpid();
	int ret = 0, status;

	for (; made < nr && !ret; made += !ret) {
		c->actor[made].pid = fork();
		if (!c->actor[made].pid)
			actor_main(c, made, parent);
		if (c->actor[made].pid < 0)
			ret = -errno;
	}
	if (!ret)
		ret = await_ready(c, nr);
	if (!ret && c->timed)
		brg_contest_clear_lock(c);
	atomic_store(&c->go, ret ? -1 : 1);
	for (size_t i = 0; i < made; i++) {
		while (waitpid(c->actor[i].pid, &status, 0) < 0 &&
		       errno == EINTR)
			;
		if (status) {
			/* Writers need not wait for a reader that is no more. */
			atomic_store(&c->reading, 0);
			ret = ret ? ret : -ECHILD;
		}
	}
	if (!ret || c->trial->result->reason[0])
		return ret ? -1 : 0;
	return brg_fail(c->trial->result, "cannot run %zu processes: %s", nr,
			strerror(-ret));
}

static const char *const ways[] = {
	[BRG_WRITER_TOGGLE] = "switch memory decoding",
	[BRG_WRITER_ZAP] = "empty mappings and leave memory on",
	[BRG_WRITER_RESET] = "reset the function",
};

static bool can_write(const struct contest *c, const struct brg_target_ops *ops)
{
	switch (c->writer) {
	case BRG_WRITER_ZAP:
		return ops->zap;
	case BRG_WRITER_RESET:
		return ops->reset;
	default:
		return ops->memory;
	}
}

/* Return: 0, or the result of brg_skip() */
static int can(const struct contest *c)
{
	const struct brg_target_ops *ops = c->trial->target->ops;
	struct brg_result *result = c->trial->result;

	if (c->writers && !can_write(c, ops))
		return brg_skip(result, "%s has no way to %s", ops->name,
				ways[c->writer]);
	return 0;
}

static int run(struct brg_trial *trial)
{
	const struct brg_cell *cell = trial->cell;
	uint64_t readers = brg_param_number(cell, "readers");
	uint64_t writers = brg_param_number(cell, "writers");
	struct contest *c = mmap(NULL, sizeof(*c) + (readers + writers) *
							    sizeof(c->actor[0]),
				 PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (c == MAP_FAILED)
		return brg_fail(trial->result, "cannot prepare: %s",
				strerror(errno));
	c->trial = trial;
	c->bar = (unsigned int)brg_param_number(cell, "bar");
	c->readers = readers;
	c->writers = writers;
	c->count = brg_param_number(cell, "count");
	c->period_ns = brg_param_number(cell, "period");
	c->faults = brg_cell_is(cell, "reader", "fault");
	c->writer = (enum brg_writer)brg_param_number(cell, "writer");
	c->arrival = (enum brg_arrival_kind)brg_param_number(cell, "arrival");
	c->rate = brg_param_number(cell, "rate");
	c->timed = brg_cell_is(cell, "timing", "on");
	atomic_store(&c->reading, readers);
	if (can(c))
		return -1;
	brg_sampling_settle(trial, samples(cell));
	if (trial->target->ops->timing &&
	    brg_target_timing(trial->target, c->timed))
		return brg_fail(trial->result, "%s", trial->target->error);
	brg_beside_begin(trial, readers + writers);
	if (run_actors(c))
		return -1;
	brg_beside_end(trial);
	return brg_contest_report(c);
}

static const struct brg_limit limits[] = {
	BRG_LIMIT_REFAULT("reader", "fault"),
	{ .key = "writers", .of = brg_limit_no_memory,
	  .why = "has pages, and no way to take them away" },
	{ .key = "reader", .value = "pread", .of = brg_limit_no_call,
	  .why = "has no system call that reads a BAR" },
	{ .key = "timing", .value = "on", .of = brg_limit_no_lock_times,
	  .why = "does not tell of memory_lock" },
	{ 0 },
};

const struct brg_workload brg_workload_memory_lock = {
	.name = "memory-lock",
	.summary = "accesses to a BAR against those who take it away",
	.keys = keys,
	.needs_target = true,
	.limits = limits,
	.reach = reach,
	.samples = samples,
	.touches = samples,
	.run = run,
};
