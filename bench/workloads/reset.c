// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reset.c - a function is reset, and the first access after.
 *
 * A sample runs from before the reset is asked for to after it returned:
 * taking away what is mapped, the reset itself with the time that the kernel
 * waits for the function, and restoring configuration space are part of it.
 */
#include "bench/interrupt.h"
#include "bench/limits.h"
#include "bench/maps.h"
#include "lib/clock.h"

static const struct brg_key keys[] = {
	BRG_INTERRUPT_KEYS("4", "0", "mmap"),
	{ 0 },
};

/* A reset waits for as long as some ten thousand faults take. */
static uint64_t touches(const struct brg_cell *cell)
{
	return brg_interrupt_touches(cell) +
	       10000 * (brg_cell_count(cell) + cell->warmup);
}

static int request(struct brg_target *target, uint64_t part[])
{
	uint64_t start = brg_clock_now();
	int ret = brg_target_reset(target);

	part[0] = brg_clock_now() - start;
	return ret;
}

static int run(struct brg_trial *trial)
{
	static const char *const parts[] = { "reset", "access", NULL };
	static const struct brg_interrupt reset = { request, parts };

	return brg_interrupt_run(trial, &reset);
}

static const struct brg_limit limits[] = {
	BRG_LIMIT_STAYS,
	BRG_LIMIT_EAGER,
	{ 0 },
};

const struct brg_workload brg_workload_reset = {
	.name = "reset",
	.summary = "reset of a function, and the first access after",
	.keys = keys,
	.needs_target = true,
	.limits = limits,
	.check = brg_check_va,
	.reach = brg_cell_populated,
	.samples = brg_cell_count,
	.touches = touches,
	.run = run,
};
