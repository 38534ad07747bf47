// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * zap.c - all mappings of a function are emptied, and the first access after.
 *
 * A sample runs from before the driver is asked to empty the mappings to after
 * it returned. Populating them before each sample is not part of it.
 */
#include "bench/interrupt.h"
#include "bench/limits.h"
#include "bench/maps.h"
#include "lib/clock.h"

static const struct brg_key keys[] = {
	BRG_INTERRUPT_KEYS("16", "2m", "misalign"),
	{ 0 },
};

static int request(struct brg_target *target, uint64_t part[])
{
	uint64_t start = brg_clock_now();
	int ret = brg_target_zap(target);

	part[0] = brg_clock_now() - start;
	return ret;
}

static int run(struct brg_trial *trial)
{
	static const char *const parts[] = { "zap", "access", NULL };
	static const struct brg_interrupt zap = { request, parts };

	return brg_interrupt_run(trial, &zap);
}

static const struct brg_limit limits[] = {
	BRG_LIMIT_REFAULT(NULL, NULL),
	{ 0 },
};

const struct brg_workload brg_workload_zap = {
	.name = "zap",
	.summary = "emptying all mappings of a function, and the first access after",
	.keys = keys,
	.needs_target = true,
	.limits = limits,
	.check = brg_check_va,
	.reach = brg_cell_populated,
	.samples = brg_cell_count,
	.touches = brg_interrupt_touches,
	.run = run,
};
