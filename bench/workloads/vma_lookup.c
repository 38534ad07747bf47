// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vma_lookup.c - what it costs to find the device and frame behind an address,
 * where the process has many mappings of the BAR.
 */
#include <stdlib.h>
#include <sys/mman.h>

#include "bench/limits.h"
#include "bench/sampling.h"
#include "bench/shared_keys.h"
#include "lib/clock.h"
#include "lib/rng.h"

static const struct brg_key keys[] = {
	{ .name = "vmas", .type = BRG_KEY_U64, .flags = BRG_SWEPT,
	  .metavar = "N", .min = 1, .max = 1u << 20,
	  .help = "of one page each over the BAR" },
	BRG_COUNT_KEY("1024"),
	{ 0 },
};

static uint64_t nr_vmas(const struct brg_cell *cell)
{
	return brg_param_number(cell, "vmas");
}

static uint64_t reach(const struct brg_cell *cell)
{
	return nr_vmas(cell) * BRG_PAGE;
}

/* Making a VMA is taken for two faults, a lookup for one. */
static uint64_t touches(const struct brg_cell *cell)
{
	return 2 * nr_vmas(cell) + brg_cell_count(cell) + cell->warmup;
}

static int map_all(struct brg_trial *trial, void **va)
{
	unsigned int bar = (unsigned int)brg_param_number(trial->cell, "bar");
	uint64_t n = nr_vmas(trial->cell);

	for (size_t i = 0; i < n; i++)
		if (brg_target_map(trial->target, bar, i * BRG_PAGE, BRG_PAGE,
				   PROT_READ, NULL, &va[i]))
			return brg_fail(trial->result, "%s",
					trial->target->error);
	return 0;
}

static int lookup(struct brg_trial *trial, const void *va, uint64_t *pfn)
{
	struct brg_behind behind;

	if (brg_target_lookup(trial->target, va, &behind))
		return brg_fail(trial->result, "%s", trial->target->error);
	*pfn = behind.pfn;
	return 0;
}

/* Page i of the BAR lies in the i-th VMA: a wrong answer shows. */
static int check_answer(struct brg_trial *trial, uint64_t first, size_t i,
			uint64_t pfn)
{
	if (pfn - first == i)
		return 0;
	return brg_fail(trial->result,
			"page %zu was found at frame 0x%jx, page 0 at 0x%jx", i,
			(uintmax_t)pfn, (uintmax_t)first);
}

/**
 * struct lookups - one trial
 * @first: frame behind page 0
 */
struct lookups {
	struct brg_trial *trial;
	void **va;
	struct brg_rng rng;
	uint64_t first;
};

static int take(void *data, uint64_t *sample, uint64_t part[])
{
	struct lookups *l = data;
	size_t i = brg_rng_below(&l->rng, nr_vmas(l->trial->cell));
	uint64_t pfn = 0, start = brg_clock_now();

	if (lookup(l->trial, l->va[i], &pfn))
		return -1;
	*sample = part[0] = brg_clock_now() - start;
	return check_answer(l->trial, l->first, i, pfn);
}

static int take_samples(struct brg_trial *trial, void **va)
{
	static const char *const parts[] = { "lookup", NULL };
	struct lookups l = { .trial = trial, .va = va,
			     .rng = brg_rng_seed(trial->cell->seed, 0) };
	const struct brg_sampling sampling = { take, &l, parts };

	if (lookup(trial, va[0], &l.first))
		return -1;
	return brg_sampling_run(trial, &sampling);
}

static int run(struct brg_trial *trial)
{
	void **va;
	int ret;

	va = calloc(nr_vmas(trial->cell), sizeof(*va));
	if (!va)
		return brg_fail(trial->result, "cannot prepare: out of memory");
	brg_sampling_settle(trial, brg_cell_count(trial->cell));
	ret = map_all(trial, va);
	if (!ret)
		ret = take_samples(trial, va);
	free(va);
	return ret;
}

static const struct brg_limit limits[] = {
	{ .of = brg_limit_no_lookup,
	  .why = "has no command that looks up a mapping" },
	{ 0 },
};

const struct brg_workload brg_workload_vma_lookup = {
	.name = "vma-lookup",
	.summary = "find the device and frame behind an address, among many VMAs",
	.keys = keys,
	.needs_target = true,
	.limits = limits,
	.reach = reach,
	.samples = brg_cell_count,
	.touches = touches,
	.run = run,
};
