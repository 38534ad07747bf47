// SPDX-License-Identifier: GPL-2.0-or-later
/* attach.c - an importer attaches to a dma-buf of a BAR, and detaches. */
#include "bench/dmabuf.h"
#include "bench/limits.h"
#include "bench/sampling.h"
#include "lib/clock.h"

static const struct brg_key keys[] = {
	BRG_DMABUF_KEYS,
	BRG_IMPORTER_KEY,
	BRG_COUNT_KEY("64"),
	{ 0 },
};

static uint64_t touches(const struct brg_cell *cell)
{
	return 4 * (brg_cell_count(cell) + cell->warmup);
}

enum { PART_ATTACH, PART_DETACH };
static const char *const parts[] = { "attach", "detach", NULL };

static int take(void *data, uint64_t *sample, uint64_t part[])
{
	struct brg_dmabuf *d = data;
	uint64_t start = brg_clock_now();
	uint32_t id = 0;
	int ret;

	ret = brg_dmabuf_attach(d, BRG_IMPORTER_PROMPT, 0, &id);
	part[PART_ATTACH] = brg_clock_now() - start;
	if (ret)
		return ret;
	start = brg_clock_now();
	ret = d->importer.ops->detach(&d->importer, id);
	part[PART_DETACH] = brg_clock_now() - start;
	*sample = part[PART_ATTACH] + part[PART_DETACH];
	return ret ? brg_fail(d->trial->result, "%s", d->importer.error) : 0;
}

static int run(struct brg_trial *trial)
{
	struct brg_dmabuf d;
	const struct brg_sampling sampling = { take, &d, parts };

	if (brg_dmabuf_open(&d, trial) || brg_dmabuf_open_importer(&d) ||
	    brg_dmabuf_export(&d, 1))
		return -1;
	brg_sampling_settle(trial, brg_cell_count(trial->cell));
	return brg_sampling_run(trial, &sampling);
}

static const struct brg_limit limits[] = {
	BRG_LIMIT_EXPORT,
	{ 0 },
};

const struct brg_workload brg_workload_attach = {
	.name = "attach",
	.summary = "attaching to a dma-buf of a BAR, and detaching",
	.keys = keys,
	.needs_target = true,
	.limits = limits,
	.reach = brg_cell_size,
	.samples = brg_cell_count,
	.touches = touches,
	.run = run,
};
