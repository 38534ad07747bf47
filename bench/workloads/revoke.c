// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * revoke.c - a BAR is taken back from everybody who has mapped its dma-buf.
 *
 * A sample runs from before the driver is asked to empty the mappings to after
 * it returned, when none is left. Mapping again is not part of it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/dmabuf.h"
#include "bench/limits.h"
#include "bench/sampling.h"
#include "lib/cleanup.h"
#include "lib/clock.h"

/* enum brg_importer_manner */
static const char *const manners[] = { "prompt", "slow", "never", NULL };

static const struct brg_key keys[] = {
	BRG_DMABUF_KEYS,
	{ .name = "attachments", .type = BRG_KEY_U64, .flags = BRG_SWEPT,
	  .fallback = "1", .metavar = "N", .min = 1, .max = 4096,
	  .help = "to one dma-buf, each with a mapping" },
	{ .name = "manner", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "prompt", .names = manners,
	  .help = "how the first of them takes the notification: at once, after delay, or never; the others are prompt" },
	{ .name = "delay", .type = BRG_KEY_DURATION, .flags = BRG_SWEPT,
	  .fallback = "0", .metavar = "TIME", .max = 60000000000ULL,
	  .help = "of a slow one, in whole ms" },
	BRG_IMPORTER_KEY,
	BRG_COUNT_KEY("16"),
	{ 0 },
};

#define NS_PER_MS 1000000

static uint64_t nr_attachments(const struct brg_cell *cell)
{
	return brg_param_number(cell, "attachments");
}

static int check(const struct brg_cell *cell, char *why, size_t why_size)
{
	uint64_t delay = brg_param_number(cell, "delay");

	if (brg_cell_is(cell, "manner", "slow") == (delay >= NS_PER_MS))
		return 0;
	snprintf(why, why_size,
		 "manner = slow needs a delay of 1ms or more, the others have none (e.g. delay = 10ms)");
	return -EINVAL;
}

static uint64_t touches(const struct brg_cell *cell)
{
	return 4 * nr_attachments(cell) * (brg_cell_count(cell) + cell->warmup);
}

struct revoke {
	struct brg_dmabuf d;
	uint32_t *ids;
	uint64_t nr;
	enum brg_importer_manner manner;
};

enum { PART_REVOKE, PART_MAP };
static const char *const parts[] = { "revoke", "map_again", NULL };

static int map_all(struct revoke *r)
{
	uint32_t segments;

	for (uint64_t i = 0; i < r->nr; i++)
		if (brg_dmabuf_map(&r->d, r->ids[i], &segments))
			return -1;
	return 0;
}

static int take(void *data, uint64_t *sample, uint64_t part[])
{
	struct revoke *r = data;
	struct brg_importer *importer = &r->d.importer;
	uint64_t start = brg_clock_now();
	int ret;

	ret = brg_exporter_revoke(&r->d.exporter);
	*sample = part[PART_REVOKE] = brg_clock_now() - start;
	if (ret)
		return brg_fail(r->d.trial->result, "%s", r->d.exporter.error);
	if (r->manner == BRG_IMPORTER_NEVER &&
	    importer->ops->unmap(importer, r->ids[0]))
		return brg_fail(r->d.trial->result, "%s", importer->error);
	start = brg_clock_now();
	ret = map_all(r);
	part[PART_MAP] = brg_clock_now() - start;
	return ret;
}

static int attach_all(struct revoke *r)
{
	const struct brg_cell *cell = r->d.trial->cell;
	unsigned int delay = (unsigned int)(brg_param_number(cell, "delay") /
					    NS_PER_MS);

	for (uint64_t i = 0; i < r->nr; i++)
		if (brg_dmabuf_attach(&r->d,
				      i ? BRG_IMPORTER_PROMPT : r->manner,
				      i ? 0 : delay, &r->ids[i]))
			return -1;
	return map_all(r);
}

static int run(struct brg_trial *trial)
{
	const struct brg_cell *cell = trial->cell;
	_cleanup_free_ uint32_t *ids =
		calloc(nr_attachments(cell), sizeof(*ids));
	struct revoke r = {
		.ids = ids,
		.nr = nr_attachments(cell),
		.manner = (enum brg_importer_manner)
			brg_param_number(cell, "manner"),
	};
	const struct brg_sampling sampling = { take, &r, parts };

	if (!ids)
		return brg_fail(trial->result, "cannot prepare: out of memory");
	if (brg_dmabuf_open(&r.d, trial) || brg_dmabuf_open_importer(&r.d) ||
	    brg_dmabuf_export(&r.d, 1) || attach_all(&r))
		return -1;
	brg_sampling_settle(trial, brg_cell_count(cell));
	return brg_sampling_run(trial, &sampling);
}

static const struct brg_limit limits[] = {
	BRG_LIMIT_EXPORT,
	BRG_LIMIT_STAYS,
	{ 0 },
};

const struct brg_workload brg_workload_revoke = {
	.name = "revoke",
	.summary = "taking a BAR back from the importers of its dma-buf",
	.keys = keys,
	.needs_target = true,
	.limits = limits,
	.check = check,
	.reach = brg_cell_size,
	.samples = brg_cell_count,
	.touches = touches,
	.run = run,
};
