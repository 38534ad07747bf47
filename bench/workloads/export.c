// SPDX-License-Identifier: GPL-2.0-or-later
/* export.c - a dma-buf of a BAR is made and closed again. */
#include <unistd.h>

#include "bench/dmabuf.h"
#include "bench/limits.h"
#include "bench/sampling.h"
#include "lib/clock.h"

static const struct brg_key keys[] = {
	BRG_DMABUF_KEYS,
	BRG_COUNT_KEY("64"),
	{ 0 },
};

static uint64_t touches(const struct brg_cell *cell)
{
	return 8 * (brg_cell_count(cell) + cell->warmup);
}

enum { PART_EXPORT, PART_CLOSE };
static const char *const parts[] = { "export", "close", NULL };

static int take(void *data, uint64_t *sample, uint64_t part[])
{
	struct brg_dmabuf *d = data;
	uint64_t start = brg_clock_now();
	int fd = -1, ret;

	ret = brg_exporter_export_slice(&d->exporter, 0,
					brg_cell_size(d->trial->cell), &fd);
	part[PART_EXPORT] = brg_clock_now() - start;
	if (ret)
		return brg_fail(d->trial->result, "%s", d->exporter.error);
	start = brg_clock_now();
	close(fd);
	part[PART_CLOSE] = brg_clock_now() - start;
	*sample = part[PART_EXPORT] + part[PART_CLOSE];
	return 0;
}

static int run(struct brg_trial *trial)
{
	struct brg_dmabuf d;
	const struct brg_sampling sampling = { take, &d, parts };

	if (brg_dmabuf_open(&d, trial))
		return -1;
	brg_sampling_settle(trial, brg_cell_count(trial->cell));
	return brg_sampling_run(trial, &sampling);
}

static const struct brg_limit limits[] = {
	BRG_LIMIT_EXPORT,
	{ 0 },
};

const struct brg_workload brg_workload_export = {
	.name = "export",
	.summary = "making a dma-buf of a BAR, and closing it",
	.keys = keys,
	.needs_target = true,
	.limits = limits,
	.reach = brg_cell_size,
	.samples = brg_cell_count,
	.touches = touches,
	.run = run,
};
