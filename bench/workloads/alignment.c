// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * alignment.c - first touch of a mapping by how well it is aligned: which pages
 * a driver can use depends on the virtual address minus the offset in the BAR.
 *
 * A sample is the walk over a fresh mapping: one load every "stride" bytes.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>

#include "bench/beside.h"
#include "bench/maps.h"
#include "bench/sampling.h"
#include "bench/shared_keys.h"
#include "lib/clock.h"

static const struct brg_key keys[] = {
	BRG_SIZE_KEY("length of the mapping"),
	{ .name = "align", .type = BRG_KEY_SIZE, .flags = BRG_SWEPT,
	  .fallback = "4k..1g*4", .metavar = "BYTES", .min = BRG_PAGE,
	  .max = BRG_LARGEST_PAGE,
	  .help = "virtual address minus BAR offset is a multiple of it, and of nothing larger up to 1g; a power of 2" },
	{ .name = "stride", .type = BRG_KEY_SIZE, .flags = BRG_SWEPT,
	  .fallback = "4k", .metavar = "BYTES", .min = BRG_PAGE,
	  .max = 1ULL << 44, .multiple = BRG_PAGE,
	  .help = "distance of neighbouring touches" },
	BRG_COUNT_KEY("4"),
	{ 0 },
};

static int check(const struct brg_cell *cell, char *why, size_t why_size)
{
	uint64_t align = brg_param_number(cell, "align");

	if (!(align & (align - 1)))
		return 0;
	snprintf(why, why_size, "align is no power of 2 (as 4k, 2m or 1g is)");
	return -EINVAL;
}

static uint64_t touches(const struct brg_cell *cell)
{
	return (brg_cell_count(cell) + cell->warmup) *
	       (2 + brg_cell_size(cell) / brg_param_number(cell, "stride"));
}

struct alignment {
	struct brg_maps maps;
	uint64_t stride;
};

enum { PART_MMAP, PART_WALK, PART_MUNMAP, PART_FAULTS };
static const char *const parts[] = { "mmap", "walk", "munmap",
				     "minor_faults_count", NULL };

static uint64_t minor_faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return (uint64_t)usage.ru_minflt;
}

static inline void load_all(const struct alignment *a)
{
	for (uint64_t at = 0; at < a->maps.length; at += a->stride)
		brg_maps_load(a->maps.va[0] + at);
}

static int take(void *data, uint64_t *sample, uint64_t part[])
{
	struct alignment *a = data;
	uint64_t start = brg_clock_now(), faults;

	if (brg_maps_map(&a->maps))
		return -1;
	part[PART_MMAP] = brg_clock_now() - start;
	faults = minor_faults();
	start = brg_clock_now();
	load_all(a);
	*sample = part[PART_WALK] = brg_clock_now() - start;
	part[PART_FAULTS] = minor_faults() - faults;
	start = brg_clock_now();
	brg_maps_unmap(&a->maps);
	part[PART_MUNMAP] = brg_clock_now() - start;
	return 0;
}

static int run(struct brg_trial *trial)
{
	const struct brg_cell *cell = trial->cell;
	struct alignment a = {
		.maps = { .trial = trial,
			  .length = brg_cell_size(cell),
			  .misalign = brg_param_number(cell, "align"),
			  .nr = 1 },
		.stride = brg_param_number(cell, "stride"),
	};
	const struct brg_sampling sampling = { take, &a, parts };

	if (brg_maps_prepare(&a.maps, brg_cell_count(cell)))
		return -1;
	brg_maps_unmap(&a.maps);
	if (brg_sampling_run(trial, &sampling) || brg_maps_map(&a.maps))
		return -1;
	load_all(&a);
	brg_beside_tables(trial);
	return 0;
}

const struct brg_workload brg_workload_alignment = {
	.name = "alignment",
	.summary = "first touch of a BAR by alignment of the virtual address",
	.keys = keys,
	.needs_target = true,
	.check = check,
	.reach = brg_cell_size,
	.samples = brg_cell_count,
	.touches = touches,
	.run = run,
};
