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
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/maps.h"
#include "bench/workload.h"
#include "lib/clock.h"

#define PAGE	4096ULL
#define SPAN	(2ULL << 20)	/* of a reader's mapping */
#define SWEPT	(BRG_KEY_SWEEP | BRG_KEY_PARAM)

static const char *const reads[] = { "pread", "fault", NULL };
static const char *const writes[] = { "toggle", "zap", NULL };

static const struct brg_key keys[] = {
	{ .name = "readers", .type = BRG_KEY_U64, .flags = SWEPT,
	  .fallback = "1", .metavar = "N", .min = 1, .max = 256,
	  .help = "processes that access the BAR" },
	{ .name = "reader", .type = BRG_KEY_ENUM, .flags = SWEPT,
	  .fallback = "pread", .names = reads,
	  .help = "pread: read 4 bytes by a system call; fault: load from a page not mapped yet" },
	{ .name = "writers", .type = BRG_KEY_U64, .flags = SWEPT,
	  .fallback = "1", .metavar = "N", .max = 256,
	  .help = "processes that take memory away and give it back" },
	{ .name = "writer", .type = BRG_KEY_ENUM, .flags = SWEPT,
	  .fallback = "toggle", .names = writes,
	  .help = "toggle: memory decoding off and on; zap: empty all mappings" },
	{ .name = "period", .type = BRG_KEY_DURATION, .flags = SWEPT,
	  .fallback = "1ms", .metavar = "TIME", .max = 3600000000000ULL,
	  .help = "pause of a writer after each operation" },
	{ .name = "count", .type = BRG_KEY_U64, .flags = SWEPT,
	  .fallback = "1000", .metavar = "N", .min = 1, .max = 1u << 24,
	  .help = "operations of each reader" },
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

/** struct actor - one process; what it reports when done */
struct actor {
	_Alignas(64) pid_t pid;
	uint64_t begin, end, refused;
	uint64_t writes, sum, longest;
};

/**
 * struct contest - one trial, in memory that all processes share
 * @ready, @go: where they wait for each other
 * @reading: readers that are not done
 * @actor: readers first
 */
struct contest {
	struct brg_trial *trial;
	unsigned int bar;
	uint64_t readers, writers, count, period_ns;
	bool faults, zaps;
	_Alignas(64) _Atomic size_t ready;
	_Alignas(64) _Atomic int go;
	_Alignas(64) _Atomic size_t reading;
	struct actor actor[];
};

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

static int operate(struct reader *r, uint64_t *out)
{
	uint64_t start;

	if (r->c->faults && (!r->base || r->next == SPAN) && map_anew(r))
		return -1;
	start = brg_clock_now();
	while (!attempt(r)) {
		r->actor->refused++;
		sched_yield();
	}
	*out = brg_clock_now() - start;
	r->next += PAGE;
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

	if (c->zaps) {
		ret = brg_target_zap(target);
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

static void report(const struct contest *c)
{
	struct brg_result *result = c->trial->result;
	uint64_t begin = UINT64_MAX, end = 0, fast = UINT64_MAX, slow = 0;
	uint64_t refused = 0, written = 0, sum = 0, longest = 0;

	for (size_t i = 0; i < c->readers; i++) {
		const struct actor *a = &c->actor[i];
		uint64_t took = a->end - a->begin;

		begin = a->begin < begin ? a->begin : begin;
		end = a->end > end ? a->end : end;
		fast = took < fast ? took : fast;
		slow = took > slow ? took : slow;
		refused += a->refused;
	}
	for (size_t i = c->readers; i < c->readers + c->writers; i++) {
		written += c->actor[i].writes;
		sum += c->actor[i].sum;
		if (c->actor[i].longest > longest)
			longest = c->actor[i].longest;
	}
	result->nr_samples = c->readers * c->count;
	brg_metric(result, "walk", end - begin);
	brg_metric(result, "reads_count", result->nr_samples);
	brg_metric(result, "refused_count", refused);
	brg_metric(result, "reader_min", fast);
	brg_metric(result, "reader_max", slow);
	if (c->writers)
		brg_metric(result, "writes_count", written);
	if (written) {
		brg_metric(result, "write", sum / written);
		brg_metric(result, "write_max", longest);
	}
}

/* Return: 0, or the result of brg_skip() */
static int can(const struct contest *c)
{
	const struct brg_target_ops *ops = c->trial->target->ops;
	struct brg_result *result = c->trial->result;

	if (c->faults && brg_maps_skip_eager(c->trial))
		return -1;
	if (!c->faults && !ops->bar_access)
		return brg_skip(result, "%s has no system call that reads a BAR",
				ops->name);
	if (c->writers && (c->zaps ? !ops->zap : !ops->memory))
		return brg_skip(result, "%s has no way to %s", ops->name,
				c->zaps ? "empty mappings and leave memory on" :
					  "switch memory decoding");
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
	c->zaps = brg_cell_is(cell, "writer", "zap");
	atomic_store(&c->reading, readers);
	if (can(c))
		return -1;
	memset(trial->samples, 0, samples(cell) * sizeof(*trial->samples));
	trial->result->locked = !mlockall(MCL_CURRENT);
	if (run_actors(c))
		return -1;
	report(c);
	return 0;
}

const struct brg_workload brg_workload_memory_lock = {
	.name = "memory-lock",
	.summary = "accesses to a BAR against those who take it away",
	.keys = keys,
	.needs_target = true,
	.reach = reach,
	.samples = samples,
	.touches = samples,
	.run = run,
};
