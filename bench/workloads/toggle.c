// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * toggle.c - memory decoding off and on again by the command register.
 *
 * A sample runs from before the configuration write that clears
 * PCI_COMMAND_MEMORY to after the one that sets it: taking away what is mapped
 * is part of it, mapping it again is not.
 */
#include "bench/interrupt.h"
#include "bench/limits.h"
#include "bench/maps.h"
#include "lib/clock.h"

static const struct brg_key keys[] = {
	BRG_INTERRUPT_KEYS("256", "0", "mmap"),
	{ 0 },
};

/* Memory is switched on again whatever became of switching it off. */
static int request(struct brg_target *target, uint64_t part[])
{
	uint64_t start = brg_clock_now(), middle;
	int off = brg_target_memory(target, false), on;

	middle = brg_clock_now();
	on = brg_target_memory(target, true);
	part[0] = middle - start;
	part[1] = brg_clock_now() - middle;
	return off ? off : on;
}

static int run(struct brg_trial *trial)
{
	static const char *const parts[] = { "off", "on", "access", NULL };
	static const struct brg_interrupt toggle = { request, parts };

	return brg_interrupt_run(trial, &toggle);
}

static const struct brg_limit limits[] = {
	BRG_LIMIT_STAYS,
	BRG_LIMIT_EAGER,
	{ 0 },
};

const struct brg_workload brg_workload_toggle = {
	.name = "toggle",
	.summary = "memory decoding off and on by the command register",
	.keys = keys,
	.needs_target = true,
	.limits = limits,
	.check = brg_check_va,
	.reach = brg_cell_populated,
	.samples = brg_cell_count,
	.touches = brg_interrupt_touches,
	.run = run,
};
