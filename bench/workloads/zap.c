// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * zap.c - all mappings of a function are emptied, and the first access after.
 *
 * A sample runs from before the driver is asked to empty the mappings to after
 * it returned. Populating them before each sample is not part of it.
 */
#include "bench/maps.h"
#include "bench/workload.h"
#include "lib/clock.h"

#define PAGE	4096ULL
#define SWEPT	(BRG_KEY_SWEEP | BRG_KEY_PARAM)

static const struct brg_key keys[] = {
	{ .name = "count", .type = BRG_KEY_U64, .flags = SWEPT,
	  .fallback = "16", .metavar = "N", .min = 1, .max = 1u << 24,
	  .help = "samples of a trial" },
	{ .name = "populated", .type = BRG_KEY_SIZE, .flags = SWEPT,
	  .fallback = "2m", .metavar = "BYTES", .max = 1ULL << 44,
	  .multiple = PAGE,
	  .help = "length of each mapping, touched page by page before each sample; 0: nothing is mapped" },
	{ .name = "mappings", .type = BRG_KEY_U64, .flags = SWEPT,
	  .fallback = "1", .metavar = "N", .min = 1, .max = 4096,
	  .help = "of the same bytes of the BAR, in one process" },
	{ .name = "misalign", .type = BRG_KEY_SIZE, .flags = SWEPT,
	  .fallback = "0", .metavar = "BYTES", .max = (1ULL << 30) - PAGE,
	  .multiple = PAGE,
	  .help = "virtual address minus BAR offset, modulo 1g: 0 allows the largest pages" },
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

static uint64_t touches(const struct brg_cell *cell)
{
	uint64_t pages = populated(cell) / PAGE * brg_param_number(cell, "mappings");

	return (count(cell) + cell->warmup) * (2 + pages);
}

/* @access: ticks of the first load after, added up */
static int sample(struct brg_maps *maps, uint64_t *out, uint64_t *access)
{
	struct brg_target *target = maps->trial->target;
	uint64_t start, middle, end;
	int ret;

	brg_maps_touch(maps);
	start = brg_clock_now();
	ret = brg_target_zap(target);
	middle = brg_clock_now();
	if (ret)
		return brg_fail(maps->trial->result, "%s", target->error);
	*out = middle - start;
	if (!maps->length)
		return 0;
	middle = brg_clock_now();
	brg_maps_load(maps->va[0]);
	end = brg_clock_now();
	*access += end - middle;
	return 0;
}

static int run(struct brg_trial *trial)
{
	struct brg_maps maps = { .trial = trial,
				 .length = populated(trial->cell),
				 .misalign = brg_param_number(trial->cell, "misalign"),
				 .nr = brg_param_number(trial->cell, "mappings") };
	uint64_t n = count(trial->cell), access = 0, sum = 0, discard;

	if (brg_maps_skip_eager(trial) || brg_maps_prepare(&maps, n))
		return -1;
	for (unsigned int i = 0; i < trial->cell->warmup; i++)
		if (sample(&maps, &discard, &access))
			return -1;
	access = 0;
	for (size_t i = 0; i < n; i++) {
		if (sample(&maps, &trial->samples[i], &access))
			return -1;
		sum += trial->samples[i];
	}
	trial->result->nr_samples = n;
	brg_metric_mean(trial->result, "zap", sum, n);
	if (maps.length)
		brg_metric_mean(trial->result, "access", access, n);
	return 0;
}

const struct brg_workload brg_workload_zap = {
	.name = "zap",
	.summary = "emptying all mappings of a function, and the first access after",
	.keys = keys,
	.needs_target = true,
	.reach = populated,
	.samples = count,
	.touches = touches,
	.run = run,
};
