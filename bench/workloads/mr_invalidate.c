// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mr_invalidate.c - a device takes its BAR back from RDMA regions, and gives it
 * again.
 *
 * A sample runs from before memory decoding is switched off until the BAR has
 * been registered anew, which is possible once it is on again.
 */
#include <string.h>

#include "bench/limits.h"
#include "bench/mr_region.h"
#include "bench/sampling.h"
#include "lib/clock.h"

static const struct brg_key keys[] = {
	BRG_SIZE_KEY("length of each region"),
	{ .name = "live", .type = BRG_KEY_U64, .flags = BRG_SWEPT,
	  .fallback = "1", .metavar = "N", .min = 1, .max = 1u << 16,
	  .help = "regions that lose their mapping" },
	BRG_VERBS_KEYS,
	BRG_COUNT_KEY("16"),
	{ 0 },
};

#define MOST_LIVE 65536

struct invalidate {
	struct brg_mr_region region;
	uint64_t size;
	uint64_t live;
	struct ibv_mr *mr[MOST_LIVE];
};

enum { PART_REVOKE, PART_ENABLE, PART_REGISTER };
static const char *const parts[] = { "revoke", "enable", "register", NULL };

static uint64_t touches(const struct brg_cell *cell)
{
	return (brg_cell_count(cell) + cell->warmup) * 8 *
	       (1 + brg_param_number(cell, "live"));
}

static int fail(struct invalidate *inv, const char *error)
{
	return brg_fail(inv->region.trial->result, "%s", error);
}

/* Each sample takes mappings away, so there have to be some: before it. */
static int register_all(struct invalidate *inv)
{
	for (uint64_t i = 0; i < inv->live; i++)
		if (brg_mr_register(&inv->region, 0, inv->size, &inv->mr[i]))
			return fail(inv, inv->region.verbs.error);
	return 0;
}

static int deregister_all(struct invalidate *inv)
{
	for (uint64_t i = 0; i < inv->live; i++)
		if (brg_verbs_dereg(&inv->region.verbs, inv->mr[i]))
			return fail(inv, inv->region.verbs.error);
	return 0;
}

/* Not timed: had the exporter taken nothing away, the figure would be none. */
static int check_taken(struct invalidate *inv)
{
	struct brg_rnic_mr_info info;

	if (!inv->region.soft)
		return 0;
	for (uint64_t i = 0; i < inv->live; i++)
		if (brg_rnic_mr_info(inv->region.verbs.context->cmd_fd,
				     inv->mr[i]->handle, &info) ||
		    info.state == BRG_RNIC_MAPPED)
			return fail(inv, "a region kept its mapping through a revoke");
	return 0;
}

static int take(void *data, uint64_t *sample, uint64_t part[])
{
	struct invalidate *inv = data;
	struct brg_target *target = inv->region.trial->target;
	uint64_t start, off, on, end;
	struct ibv_mr *again;
	int ret;

	if (register_all(inv))
		return -1;
	start = brg_clock_now();
	ret = brg_target_memory(target, false);
	off = brg_clock_now();
	if (!ret)
		ret = brg_target_memory(target, true);
	on = brg_clock_now();
	if (ret)
		return fail(inv, target->error);
	if (brg_mr_register(&inv->region, 0, inv->size, &again))
		return fail(inv, inv->region.verbs.error);
	end = brg_clock_now();
	part[PART_REVOKE] = off - start;
	part[PART_ENABLE] = on - off;
	part[PART_REGISTER] = end - on;
	*sample = end - start;
	if (check_taken(inv) || deregister_all(inv))
		return -1;
	return brg_verbs_dereg(&inv->region.verbs, again) ?
		       fail(inv, inv->region.verbs.error) : 0;
}

/* What this exporter, kernel or mode refuses is no failure of the trial. */
static int try_once(struct invalidate *inv)
{
	struct ibv_mr *mr;

	if (brg_mr_register(&inv->region, 0, inv->size, &mr))
		return brg_skip(inv->region.trial->result, "%s",
				inv->region.verbs.error);
	return brg_verbs_dereg(&inv->region.verbs, mr) ?
		       fail(inv, inv->region.verbs.error) : 0;
}

static int run(struct brg_trial *trial)
{
	static struct invalidate inv;
	const struct brg_sampling sampling = { take, &inv, parts };

	inv.region.trial = trial;
	inv.size = brg_cell_size(trial->cell);
	inv.live = brg_param_number(trial->cell, "live");
	brg_sampling_settle(trial, brg_cell_count(trial->cell));
	if (brg_mr_open(&inv.region) ||
	    brg_mr_use_export(&inv.region, inv.size) || try_once(&inv))
		return -1;
	return brg_sampling_run(trial, &sampling);
}

static const struct brg_limit limits[] = {
	BRG_LIMIT_EXPORT,
	BRG_LIMIT_STAYS,
	{ 0 },
};

const struct brg_workload brg_workload_mr_invalidate = {
	.name = "mr-invalidate",
	.summary = "a BAR taken back from RDMA regions until it can be registered again",
	.keys = keys,
	.needs_target = true,
	.limits = limits,
	.reach = brg_cell_size,
	.samples = brg_cell_count,
	.touches = touches,
	.run = run,
};
