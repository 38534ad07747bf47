// SPDX-License-Identifier: GPL-2.0-or-later
/* import_map.c - an importer maps a dma-buf of a BAR for DMA, and unmaps it. */
#include <errno.h>
#include <stdio.h>

#include "bench/dmabuf.h"
#include "bench/limits.h"
#include "bench/sampling.h"
#include "lib/clock.h"

static const struct brg_key keys[] = {
	BRG_DMABUF_KEYS,
	{ .name = "segments", .type = BRG_KEY_U64, .flags = BRG_SWEPT,
	  .fallback = "1", .metavar = "N", .min = 1, .max = 4096,
	  .help = "equal pieces of the BAR, with gaps of as much between them, that the size is made of" },
	BRG_IMPORTER_KEY,
	BRG_COUNT_KEY("64"),
	{ 0 },
};

static uint64_t nr_segments(const struct brg_cell *cell)
{
	return brg_param_number(cell, "segments");
}

static int check(const struct brg_cell *cell, char *why, size_t why_size)
{
	if (!(brg_cell_size(cell) % (nr_segments(cell) * BRG_PAGE)))
		return 0;
	snprintf(why, why_size,
		 "size is not a multiple of %ju segments of whole pages (size = %ju or more)",
		 (uintmax_t)nr_segments(cell),
		 (uintmax_t)(nr_segments(cell) * BRG_PAGE));
	return -EINVAL;
}

static uint64_t reach(const struct brg_cell *cell)
{
	uint64_t size = brg_cell_size(cell), n = nr_segments(cell);

	return size + (n - 1) * (size / n);
}

static uint64_t touches(const struct brg_cell *cell)
{
	return (4 + nr_segments(cell)) * (brg_cell_count(cell) + cell->warmup);
}

struct import_map {
	struct brg_dmabuf d;
	uint32_t id, segments;
};

enum { PART_MAP, PART_UNMAP };
static const char *const parts[] = { "import_map", "import_unmap", NULL };

static int take(void *data, uint64_t *sample, uint64_t part[])
{
	struct import_map *m = data;
	struct brg_importer *importer = &m->d.importer;
	uint64_t start = brg_clock_now();
	int ret;

	ret = brg_dmabuf_map(&m->d, m->id, &m->segments);
	part[PART_MAP] = brg_clock_now() - start;
	if (ret)
		return ret;
	start = brg_clock_now();
	ret = importer->ops->unmap(importer, m->id);
	part[PART_UNMAP] = brg_clock_now() - start;
	*sample = part[PART_MAP] + part[PART_UNMAP];
	return ret ? brg_fail(m->d.trial->result, "%s", importer->error) : 0;
}

static int run(struct brg_trial *trial)
{
	const struct brg_cell *cell = trial->cell;
	struct import_map m = { .segments = 0 };
	const struct brg_sampling sampling = { take, &m, parts };
	int ret;

	if (brg_dmabuf_open(&m.d, trial) || brg_dmabuf_open_importer(&m.d) ||
	    brg_dmabuf_export(&m.d, (unsigned int)nr_segments(cell)) ||
	    brg_dmabuf_attach(&m.d, BRG_IMPORTER_PROMPT, 0, &m.id))
		return -1;
	brg_sampling_settle(trial, brg_cell_count(cell));
	ret = brg_sampling_run(trial, &sampling);
	brg_metric(trial->result, "segments_count", m.segments);
	return ret;
}

static const struct brg_limit limits[] = {
	BRG_LIMIT_EXPORT,
	{ 0 },
};

const struct brg_workload brg_workload_import_map = {
	.name = "import-map",
	.summary = "mapping a dma-buf of a BAR for DMA, and unmapping it",
	.keys = keys,
	.needs_target = true,
	.limits = limits,
	.check = check,
	.reach = reach,
	.samples = brg_cell_count,
	.touches = touches,
	.run = run,
};
