// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vma_scaling.c - what one more mapping, fault or removal costs where a BAR has
 * many VMAs already, and what it costs to empty them all.
 *
 * The VMAs are one page each, all populated. The kernel merges no VMAs of a
 * device's memory, neither at mmap() nor at mprotect(), so their number is
 * exact; it is counted in /proc all the same.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/maps.h"
#include "bench/sampling.h"
#include "bench/shared_keys.h"
#include "lib/cleanup.h"
#include "lib/clock.h"

/* What a process has besides: programs, libraries, stacks, the harness */
#define OTHER_VMAS 256

static const char *const ways[] = { "mmap", "split", "unmap", NULL };

static const struct brg_key keys[] = {
	{ .name = "vmas", .type = BRG_KEY_U64, .flags = BRG_SWEPT,
	  .metavar = "N", .min = 1, .max = 1u << 20,
	  .help = "of one page each over the BAR, in all processes together" },
	{ .name = "made_by", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "mmap", .names = ways,
	  .help = "mmap: a call for each; split: one mapping, split by mprotect page by page; unmap: one mapping of twice as many pages, every other of them unmapped" },
	{ .name = "processes", .type = BRG_KEY_U64, .flags = BRG_SWEPT,
	  .fallback = "1", .metavar = "N", .min = 1, .max = 1024,
	  .help = "that share the VMAs evenly: all but one are forked once theirs are made and populated" },
	BRG_COUNT_KEY("64"),
	{ 0 },
};

/* VMAs of one process */
static uint64_t each(const struct brg_cell *cell)
{
	return brg_param_number(cell, "vmas") / brg_param_number(cell, "processes");
}

/* Pages of the BAR between one VMA and the next */
static uint64_t step(const struct brg_cell *cell)
{
	return brg_cell_is(cell, "made_by", "unmap") ? 2 : 1;
}

static uint64_t reach(const struct brg_cell *cell)
{
	return (each(cell) * step(cell) + 1) * BRG_PAGE;
}

/* Making a VMA is taken for four faults. */
static uint64_t touches(const struct brg_cell *cell)
{
	return 6 * (brg_param_number(cell, "vmas") + brg_cell_count(cell) + cell->warmup);
}

static int check(const struct brg_cell *cell, char *why, size_t why_size)
{
	if (brg_param_number(cell, "vmas") % brg_param_number(cell, "processes") == 0)
		return 0;
	snprintf(why, why_size, "processes does not divide vmas");
	return -EINVAL;
}

/**
 * struct vmas - one trial
 * @va: address of each of @nr VMAs of this process
 * @step: pages of the BAR from one to the next
 * @children: @nr_children processes that have as many, of @nr_copies to be
 */
struct vmas {
	struct brg_trial *trial;
	unsigned int bar;
	char **va;
	size_t nr, step;
	pid_t *children;
	size_t nr_children, nr_copies;
};

static int map(struct vmas *v, uint64_t offset, uint64_t length, void **out)
{
	struct brg_trial *trial = v->trial;

	if (!brg_target_map(trial->target, v->bar, offset, length,
			    PROT_READ | PROT_WRITE, NULL, out))
		return 0;
	return brg_fail(trial->result, "%s", trial->target->error);
}

static int make_by_mmap(struct vmas *v)
{
	for (size_t i = 0; i < v->nr; i++) {
		void *at;

		if (map(v, i * BRG_PAGE, BRG_PAGE, &at))
			return -1;
		v->va[i] = at;
	}
	return 0;
}

/* The last page keeps its protection: n VMAs take n - 1 calls. */
static int make_by_split(struct vmas *v)
{
	void *at;

	if (map(v, 0, v->nr * BRG_PAGE, &at))
		return -1;
	for (size_t i = 0; i < v->nr; i++) {
		v->va[i] = (char *)at + i * BRG_PAGE;
		if (i + 1 < v->nr && mprotect(v->va[i], BRG_PAGE, PROT_READ))
			return brg_fail(v->trial->result,
					"cannot split a mapping into %zu VMAs: %s",
					v->nr, strerror(errno));
	}
	return 0;
}

/* The page after each VMA goes, so n VMAs take n calls. */
static int make_by_unmap(struct vmas *v)
{
	void *at;

	if (map(v, 0, v->nr * v->step * BRG_PAGE, &at))
		return -1;
	for (size_t i = 0; i < v->nr; i++) {
		v->va[i] = (char *)at + i * v->step * BRG_PAGE;
		if (munmap(v->va[i] + BRG_PAGE, BRG_PAGE))
			return brg_fail(v->trial->result,
					"cannot unmap every other of %zu pages: %s",
					v->nr * v->step, strerror(errno));
	}
	return 0;
}

static int make(struct vmas *v)
{
	if (brg_cell_is(v->trial->cell, "made_by", "split"))
		return make_by_split(v);
	return v->step > 1 ? make_by_unmap(v) : make_by_mmap(v);
}

static void touch(const struct vmas *v)
{
	for (size_t i = 0; i < v->nr; i++)
		if (v->va[i])	/* all are, once they have been made */
			brg_maps_load(v->va[i]);
}

static int fork_children(struct vmas *v, size_t nr)
{
	pid_t parent = getpid();

	for (; v->nr_children < nr; v->nr_children++) {
		pid_t pid = fork();

		if (pid < 0)
			return brg_fail(v->trial->result, "cannot fork: %s",
					strerror(errno));
		if (!pid) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			while (getppid() == parent)
				pause();
			_exit(0);
		}
		v->children[v->nr_children] = pid;
	}
	return 0;
}

/* They have the device open: it is not free before they are gone. */
static void end_children(const struct vmas *v)
{
	for (size_t i = 0; i < v->nr_children; i++)
		kill(v->children[i], SIGKILL);
	for (size_t i = 0; i < v->nr_children; i++)
		waitpid(v->children[i], NULL, 0);
}

static uint64_t count_vmas(void)
{
	_cleanup_fclose_ FILE *stream = fopen("/proc/self/maps", "re");
	uint64_t n = 0;
	int c;

	while (stream && (c = getc_unlocked(stream)) != EOF)
		n += c == '\n';
	return n;
}

static int enough_allowed(const struct vmas *v)
{
	_cleanup_fclose_ FILE *stream = fopen("/proc/sys/vm/max_map_count",
					      "re");
	unsigned long limit;

	if (!stream || fscanf(stream, "%lu", &limit) != 1 ||
	    v->nr + OTHER_VMAS <= limit)
		return 0;
	return brg_skip(v->trial->result,
			"%zu VMAs in a process are more than the kernel allows, %lu (sysctl vm.max_map_count=%zu)",
			v->nr, limit, v->nr + OTHER_VMAS);
}

enum { PART_MMAP, PART_FAULT, PART_MUNMAP };
static const char *const parts[] = { "mmap", "fault", "munmap", NULL };

/* Map, touch and remove one page more. */
static int take(void *data, uint64_t *sample, uint64_t part[])
{
	struct vmas *v = data;
	uint64_t t[4];
	void *at;

	t[0] = brg_clock_now();
	if (map(v, v->nr * v->step * BRG_PAGE, BRG_PAGE, &at))
		return -1;
	t[1] = brg_clock_now();
	brg_maps_load(at);
	t[2] = brg_clock_now();
	munmap(at, BRG_PAGE);
	t[3] = brg_clock_now();
	part[PART_MMAP] = t[1] - t[0];
	part[PART_FAULT] = t[2] - t[1];
	part[PART_MUNMAP] = t[3] - t[2];
	*sample = t[3] - t[0];
	return 0;
}

/* Everything is populated, in the children too. Once only: theirs do not come
 * back by themselves. */
static int zap_all(struct vmas *v)
{
	struct brg_trial *trial = v->trial;
	uint64_t start, end;
	int ret;

	if (!trial->target->refaults)
		return 0;
	start = brg_clock_now();
	ret = brg_target_zap(trial->target);
	end = brg_clock_now();
	if (ret)
		return brg_fail(trial->result, "%s", trial->target->error);
	brg_metric(trial->result, "zap", end - start);
	return 0;
}

static int create(struct vmas *v)
{
	uint64_t before = count_vmas(), start, end;
	int ret;

	start = brg_clock_now();
	ret = make(v);
	end = brg_clock_now();
	if (ret)
		return ret;
	brg_metric(v->trial->result, "create", (end - start) / v->nr);
	brg_metric(v->trial->result, "vmas_count",
		   (count_vmas() - before) * (v->nr_copies + 1));
	touch(v);
	return 0;
}

/* Others get as many by fork(), which copies the page tables, too. */
static int copy(struct vmas *v)
{
	size_t copies = v->nr_copies * v->nr;
	uint64_t start = brg_clock_now(), end;
	int ret = fork_children(v, v->nr_copies);

	end = brg_clock_now();
	if (!ret)
		brg_metric_mean(v->trial->result, "fork", end - start, copies);
	return ret;
}

static int measure(struct vmas *v)
{
	const struct brg_sampling sampling = { take, v, parts };
	int ret = create(v);

	if (!ret)
		ret = copy(v);
	if (!ret)
		ret = brg_sampling_run(v->trial, &sampling);
	return ret ? ret : zap_all(v);
}

static int run(struct brg_trial *trial)
{
	const struct brg_cell *cell = trial->cell;
	struct vmas v = {
		.trial = trial,
		.bar = (unsigned int)brg_param_number(cell, "bar"),
		.nr = each(cell),
		.step = step(cell),
		.nr_copies = brg_param_number(cell, "processes") - 1,
	};
	int ret = enough_allowed(&v);

	if (ret)
		return ret;
	v.va = calloc(v.nr, sizeof(*v.va));
	v.children = calloc(v.nr_copies + 1, sizeof(*v.children));
	if (!v.va || !v.children)
		return brg_fail(trial->result, "cannot prepare: out of memory");
	memset(v.va, 0, v.nr * sizeof(*v.va));
	brg_sampling_settle(trial, brg_cell_count(cell));
	ret = measure(&v);
	end_children(&v);
	return ret;
}

const struct brg_workload brg_workload_vma_scaling = {
	.name = "vma-scaling",
	.summary = "one more mapping, fault and removal, and zap of all, among many VMAs",
	.keys = keys,
	.needs_target = true,
	.check = check,
	.reach = reach,
	.samples = brg_cell_count,
	.touches = touches,
	.run = run,
};
