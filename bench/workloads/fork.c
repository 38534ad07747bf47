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
#include "bench/sampling.h"
#include "bench/shared_keys.h"
#include "lib/clock.h"

static const char *const children[] = { "exit", "touch", NULL };

static const struct brg_key keys[] = {
	BRG_POPULATED_KEY("2m", "length of each mapping, touched page by page before the first fork; 0: nothing is mapped"),
	BRG_MAPPINGS_KEY,
	BRG_MISALIGN_KEY,
	{ .name = "child", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "exit", .names = children,
	  .help = "exit: it ends at once; touch: it touches every page first" },
	BRG_COUNT_KEY("16"),
	{ 0 },
};

/* A fork is taken for ten faults, and copying a page for at most one. */
static uint64_t touches(const struct brg_cell *cell)
{
	uint64_t pages = brg_cell_populated(cell) / BRG_PAGE *
			 brg_param_number(cell, "mappings");

	return (brg_cell_count(cell) + cell->warmup + 1) * (10 + pages);
}

/**
 * struct forks - one trial
 * @child_touch: written by the child, in memory it shares
 */
struct forks {
	struct brg_maps maps;
	bool touches;
	uint64_t *child_touch;
};

enum { PART_FORK, PART_REAP, PART_CHILD_TOUCH };
static const char *const parts[] = { "fork", "reap", "child_touch", NULL };

static _Noreturn void child(const struct forks *f)
{
	if (f->touches) {
		uint64_t start = brg_clock_now();

		brg_maps_touch(&f->maps);
		*f->child_touch = brg_clock_now() - start;
	}
	_exit(0);
}

static int take(void *data, uint64_t *sample, uint64_t part[])
{
	struct forks *f = data;
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
	*sample = part[PART_FORK] = forked - start;
	part[PART_REAP] = reaped - forked;
	part[PART_CHILD_TOUCH] = *f->child_touch;
	return 0;
}

static int run(struct brg_trial *trial)
{
	const struct brg_cell *cell = trial->cell;
	struct forks f = {
		.maps = { .trial = trial,
			  .length = brg_cell_populated(cell),
			  .misalign = brg_param_number(cell, "misalign"),
			  .nr = brg_param_number(cell, "mappings") },
		.touches = brg_cell_is(cell, "child", "touch"),
	};
	const struct brg_sampling sampling = { take, &f, parts };

	f.child_touch = mmap(NULL, BRG_PAGE, PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (f.child_touch == MAP_FAILED)
		return brg_fail(trial->result, "cannot prepare: %s",
				strerror(errno));
	if (brg_maps_prepare(&f.maps, brg_cell_count(cell)))
		return -1;
	brg_maps_touch(&f.maps);
	return brg_sampling_run(trial, &sampling);
}

const struct brg_workload brg_workload_fork = {
	.name = "fork",
	.summary = "fork of a process that has a BAR mapped",
	.keys = keys,
	.needs_target = true,
	.reach = brg_cell_populated,
	.samples = brg_cell_count,
	.touches = touches,
	.run = run,
};
