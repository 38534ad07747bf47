// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * map.c - making a mapping and removing it, used in between or not.
 *
 * A sample is the time of mmap() plus that of munmap(); the touches between
 * them are timed apart.
 */
#include <string.h>
#include <sys/mman.h>

#include "bench/maps.h"
#include "bench/workload.h"
#include "lib/clock.h"

#define PAGE	4096ULL
#define SWEPT	(BRG_KEY_SWEEP | BRG_KEY_PARAM)

static const char *const answers[] = { "no", "yes", NULL };

static const struct brg_key keys[] = {
	{ .name = "size", .type = BRG_KEY_SIZE, .flags = SWEPT,
	  .metavar = "BYTES", .min = PAGE, .max = 1ULL << 44, .multiple = PAGE,
	  .help = "length of the mapping" },
	{ .name = "misalign", .type = BRG_KEY_SIZE, .flags = SWEPT,
	  .fallback = "0", .metavar = "BYTES", .max = (1ULL << 30) - PAGE,
	  .multiple = PAGE,
	  .help = "virtual address minus BAR offset, modulo 1g: 0 allows the largest pages" },
	{ .name = "touch", .type = BRG_KEY_ENUM, .flags = SWEPT,
	  .fallback = "no", .names = answers,
	  .help = "yes: every page is touched before the mapping is removed" },
	{ .name = "count", .type = BRG_KEY_U64, .flags = SWEPT,
	  .fallback = "16", .metavar = "N", .min = 1, .max = 1u << 24,
	  .help = "samples of a trial" },
	{ 0 },
};

static uint64_t count(const struct brg_cell *cell)
{
	return brg_param_number(cell, "count");
}

static uint64_t size(const struct brg_cell *cell)
{
	return brg_param_number(cell, "size");
}

static uint64_t touches(const struct brg_cell *cell)
{
	bool touch = brg_cell_is(cell, "touch", "yes");

	return (count(cell) + cell->warmup) *
	       (1 + (touch ? size(cell) / PAGE : 0));
}

/** struct parts - ticks of each part, summed over the samples */
struct parts {
	uint64_t mmap, touch, munmap;
};

static int sample(struct brg_maps *maps, bool touch, struct parts *sum,
		  uint64_t *out)
{
	uint64_t t[4];

	t[0] = brg_clock_now();
	if (brg_maps_map(maps))
		return -1;
	t[1] = brg_clock_now();
	if (touch)
		brg_maps_touch(maps);
	t[2] = brg_clock_now();
	brg_maps_unmap(maps);
	t[3] = brg_clock_now();
	sum->mmap += t[1] - t[0];
	sum->touch += t[2] - t[1];
	sum->munmap += t[3] - t[2];
	*out = t[1] - t[0] + (t[3] - t[2]);
	return 0;
}

static int run(struct brg_trial *trial)
{
	struct brg_maps maps = { .trial = trial,
				 .length = size(trial->cell),
				 .misalign = brg_param_number(trial->cell, "misalign"),
				 .nr = 1 };
	bool touch = brg_cell_is(trial->cell, "touch", "yes");
	uint64_t n = count(trial->cell), discard;
	struct parts sum = { 0 };

	if (brg_maps_prepare(&maps, n))
		return -1;
	brg_maps_unmap(&maps);
	for (unsigned int i = 0; i < trial->cell->warmup; i++)
		if (sample(&maps, touch, &sum, &discard))
			return -1;
	memset(&sum, 0, sizeof(sum));
	for (size_t i = 0; i < n; i++)
		if (sample(&maps, touch, &sum, &trial->samples[i]))
			return -1;
	trial->result->nr_samples = n;
	brg_metric_mean(trial->result, "mmap", sum.mmap, n);
	if (touch)
		brg_metric_mean(trial->result, "touch", sum.touch, n);
	brg_metric_mean(trial->result, "munmap", sum.munmap, n);
	return 0;
}

const struct brg_workload brg_workload_map = {
	.name = "map",
	.summary = "mmap and munmap of a BAR, touched in between or not",
	.keys = keys,
	.needs_target = true,
	.reach = size,
	.samples = count,
	.touches = touches,
	.run = run,
};
