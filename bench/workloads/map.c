// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * map.c - making a mapping and removing it, used in between or not.
 *
 * A sample is the time of mmap() plus that of munmap(); the touches between
 * them are timed apart.
 */
#include "bench/beside.h"
#include "bench/maps.h"
#include "bench/sampling.h"
#include "bench/shared_keys.h"
#include "lib/clock.h"

static const struct brg_key keys[] = {
	BRG_SIZE_KEY("length of the mapping"),
	BRG_MISALIGN_KEY,
	{ .name = "touch", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "no", .names = brg_answers,
	  .help = "yes: every page is touched before the mapping is removed" },
	BRG_COUNT_KEY("16"),
	{ 0 },
};

static uint64_t touches(const struct brg_cell *cell)
{
	bool touch = brg_cell_is(cell, "touch", "yes");

	return (brg_cell_count(cell) + cell->warmup) *
	       (1 + (touch ? brg_cell_size(cell) / BRG_PAGE : 0));
}

struct map {
	struct brg_maps maps;
	bool touch;
};

enum { PART_MMAP, PART_TOUCH, PART_MUNMAP };
static const char *const parts[] = { "mmap", "touch", "munmap", NULL };

static int take(void *data, uint64_t *sample, uint64_t part[])
{
	struct map *m = data;
	uint64_t t[4];

	t[0] = brg_clock_now();
	if (brg_maps_map(&m->maps))
		return -1;
	t[1] = brg_clock_now();
	if (m->touch)
		brg_maps_touch(&m->maps);
	t[2] = brg_clock_now();
	brg_maps_unmap(&m->maps);
	t[3] = brg_clock_now();
	part[PART_MMAP] = t[1] - t[0];
	part[PART_TOUCH] = m->touch ? t[2] - t[1] : 0;
	part[PART_MUNMAP] = t[3] - t[2];
	*sample = part[PART_MMAP] + part[PART_MUNMAP];
	return 0;
}

static int run(struct brg_trial *trial)
{
	const struct brg_cell *cell = trial->cell;
	struct map m = {
		.maps = { .trial = trial,
			  .length = brg_cell_size(cell),
			  .misalign = brg_param_number(cell, "misalign"),
			  .nr = 1 },
		.touch = brg_cell_is(cell, "touch", "yes"),
	};
	const struct brg_sampling sampling = { take, &m, parts };

	if (brg_maps_prepare(&m.maps, brg_cell_count(cell)))
		return -1;
	brg_maps_unmap(&m.maps);
	if (brg_sampling_run(trial, &sampling) || brg_maps_map(&m.maps))
		return -1;
	if (m.touch)
		brg_maps_touch(&m.maps);
	brg_beside_tables(trial);
	return 0;
}

const struct brg_workload brg_workload_map = {
	.name = "map",
	.summary = "mmap and munmap of a BAR, touched in between or not",
	.keys = keys,
	.needs_target = true,
	.reach = brg_cell_size,
	.samples = brg_cell_count,
	.touches = touches,
	.run = run,
};
