// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fork.c - fork() of a process that has a BAR mapped.
 *
 * A sample is the time fork() takes in the parent. Page tables of mappings of
 * BARs are copied then, as the kernel cannot be sure to find the pages again.
 * With nothing mapped it is the price of forking the harness itself.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/maps.h"
#include "bench/workload.h"
#include "lib/clock.h"

#define PAGE	4096ULL
#define SWEPT	(BRG_KEY_SWEEP | BRG_KEY_PARAM)

static const char *const children[] = { "exit", "touch", NULL };

static const struct brg_key keys[] = {
	{ .name = "populated", .type = BRG_KEY_SIZE, .flags = SWEPT,
	  .fallback = "2m", .metavar = "BYTES", .max = 1ULL << 44,
	  .multiple = PAGE,
	  .help = "length of a mapping, touched page by page before the first fork; 0: nothing is mapped" },
	{ .name = "misalign", .type = BRG_KEY_SIZE, .flags = SWEPT,
	  .fallback = "0", .metavar = "BYTES", .max = (1ULL << 30) - PAGE,
	  .multiple = PAGE,
	  .help = "virtual address minus BAR offset, modulo 1g: 0 allows the largest pages" },
	{ .name = "child", .type = BRG_KEY_ENUM, .flags = SWEPT,
	  .fallback = "exit", .names = children,
	  .help = "exit: it ends at once; touch: it touches every page first" },
	{ .name = "count", .type = BRG_KEY_U64, .flags = SWEPT,
	  .fallback = "16", .metavar = "N", .min = 1, .max = 1u << 20,
	  .help = "samples of a trial" },
	{ 0 },
};

static uint64_t count(const struct brg_cell *cell)
{
	return brg_param_number(cell, "count");
}

static uint64_t populated(const struct brg_cell *cell)
{
	return brg_param_number(cell, "populated");
}

/* A fork is taken for ten faults, and copying a page for at most one. */
static uint64_t touches(const struct brg_cell *cell)
{
	return (count(cell) + cell->warmup + 1) *
	       (10 + populated(cell) / PAGE);
}

/**
 * struct forks - one trial
 * @child_touch: written by the child, in memory it shares
 * @fork, @reap, @touch: ticks summed over the samples
 */
struct forks {
	struct brg_maps maps;
	bool touches;
	uint64_t *child_touch;
	uint64_t fork, reap, touch;
};

static _Noreturn void child(const struct forks *f)
{
	if (f->touches) {
		uint64_t start = brg_clock_now();

		brg_maps_touch(&f->maps);
		*f->child_touch = brg_clock_now() - start;
	}
	_exit(0);
}

static int sample(struct forks *f, uint64_t *out)
{
	struct brg_result *result = f->maps.trial->result;
	uint64_t start, forked, reaped;
	int status;
	pid_t pid;

	start = brg_clock_now();
	pid = fork();
	if (!pid)
		child(f);
	forked = brg_clock_now();
	if (pid < 0)
		return brg_fail(result, "cannot fork: %s", strerror(errno));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	reaped = brg_clock_now();
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return brg_fail(result, "a child ended with status 0x%x",
				(unsigned int)status);
	*out = forked - start;
	f->fork += forked - start;
	f->reap += reaped - forked;
	f->touch += *f->child_touch;
	return 0;
}

static int run(struct brg_trial *trial)
{
	struct forks f = {
		.maps = { .trial = trial,
			  .length = populated(trial->cell),
			  .misalign = brg_param_number(trial->cell, "misalign"),
			  .nr = 1 },
		.touches = brg_cell_is(trial->cell, "child", "touch"),
	};
	uint64_t n = count(trial->cell), discard;

	f.child_touch = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (f.child_touch == MAP_FAILED)
		return brg_fail(trial->result, "cannot prepare: %s",
				strerror(errno));
	if (brg_maps_prepare(&f.maps, n))
		return -1;
	brg_maps_touch(&f.maps);
	for (unsigned int i = 0; i < trial->cell->warmup; i++)
		if (sample(&f, &discard))
			return -1;
	f.fork = f.reap = f.touch = 0;
	for (size_t i = 0; i < n; i++)
		if (sample(&f, &trial->samples[i]))
			return -1;
	trial->result->nr_samples = n;
	brg_metric_mean(trial->result, "fork", f.fork, n);
	brg_metric_mean(trial->result, "reap", f.reap, n);
	if (f.touches)
		brg_metric_mean(trial->result, "child_touch", f.touch, n);
	return 0;
}

const struct brg_workload brg_workload_fork = {
	.name = "fork",
	.summary = "fork of a process that has a BAR mapped",
	.keys = keys,
	.needs_target = true,
	.reach = populated,
	.samples = count,
	.touches = touches,
	.run = run,
};
