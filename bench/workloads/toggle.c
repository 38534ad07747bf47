// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * toggle.c - memory decoding off and on again by the command register.
 *
 * A sample runs from before the configuration write that clears
 * PCI_COMMAND_MEMORY to after the one that sets it: taking away what is mapped
 * is part of it, mapping it again is not.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bench/walk.h"
#include "bench/workload.h"
#include "lib/clock.h"

#define PAGE	4096ULL
#define SWEPT	(BRG_KEY_SWEEP | BRG_KEY_PARAM)

static const struct brg_key keys[] = {
	{ .name = "count", .type = BRG_KEY_U64, .flags = SWEPT,
	  .fallback = "256", .metavar = "N", .min = 1, .max = 1u << 24,
	  .help = "samples of a trial" },
	{ .name = "populated", .type = BRG_KEY_SIZE, .flags = SWEPT,
	  .fallback = "0", .metavar = "BYTES", .max = 1ULL << 44,
	  .multiple = PAGE,
	  .help = "length of a mapping touched page by page before each sample; 0: nothing is mapped" },
	{ 0 },
};

static uint64_t count(const struct brg_cell *cell)
{
	return brg_param_number(cell, "count");
}

static uint64_t populated(const struct brg_cell *cell)
{
	return brg_param_number(cell, "populated");
}

static uint64_t touches(const struct brg_cell *cell)
{
	return count(cell) * (1 + populated(cell) / PAGE);
}

/**
 * struct toggle - one trial
 * @walker: over the mapping; n is 0 without one
 * @off, @on: ticks of each half, summed over all samples
 */
struct toggle {
	struct brg_trial *trial;
	struct brg_walker walker;
	uint64_t off, on;
};

static int map(struct toggle *t, uint64_t length)
{
	struct brg_trial *trial = t->trial;
	size_t n = length / PAGE;
	uint64_t *scratch = calloc(n, sizeof(*scratch));
	uint32_t *order = calloc(n, sizeof(*order));
	unsigned int bar =
		(unsigned int)brg_cell_param(trial->cell, "bar")->number;
	void *base;

	if (!scratch || !order)
		return brg_fail(trial->result, "cannot prepare: out of memory");
	if (brg_target_map(trial->target, bar, 0, length, PROT_READ, NULL,
			   &base))
		return brg_fail(trial->result, "%s", trial->target->error);
	brg_order_fill(order, n, BRG_ORDER_SEQUENTIAL, PAGE, 0);
	t->walker = (struct brg_walker){ .base = base, .stride = PAGE,
					 .order = order, .n = n,
					 .samples = scratch };
	return 0;
}

static int sample(struct toggle *t, uint64_t *out)
{
	struct brg_target *target = t->trial->target;
	uint64_t start, middle, end;
	int off, on, ret = 0;

	if (t->walker.n)
		ret = brg_walk(&t->walker, 1, t->trial->place);
	if (ret)
		return brg_fail(t->trial->result, "cannot walk: %s",
				strerror(-ret));
	start = brg_clock_now();
	off = brg_target_memory(target, false);
	middle = brg_clock_now();
	on = brg_target_memory(target, true);
	end = brg_clock_now();
	if (off || on)
		return brg_fail(t->trial->result, "%s", target->error);
	t->off += middle - start;
	t->on += end - middle;
	*out = end - start;
	return 0;
}

static int run(struct brg_trial *trial)
{
	struct toggle t = { .trial = trial };
	size_t n = count(trial->cell);
	uint64_t length = populated(trial->cell), discard;

	if (length && !trial->target->refaults)
		return brg_skip(trial->result,
				"mappings of %s%s%s never come back once emptied",
				trial->target->ops->name,
				trial->target->variant[0] ? ":" : "",
				trial->target->variant);
	if (!trial->target->ops->memory)
		return brg_skip(trial->result,
				"%s has no way to switch memory decoding",
				trial->target->ops->name);
	if (length && map(&t, length))
		return -1;
	memset(trial->samples, 0, n * sizeof(*trial->samples));
	trial->result->locked = !mlockall(MCL_CURRENT);
	for (unsigned int i = 0; i < trial->cell->warmup; i++)
		if (sample(&t, &discard))
			return -1;
	t.off = 0;
	t.on = 0;
	for (size_t i = 0; i < n; i++)
		if (sample(&t, &trial->samples[i]))
			return -1;
	trial->result->nr_samples = n;
	brg_metric_mean(trial->result, "off", t.off, n);
	brg_metric_mean(trial->result, "on", t.on, n);
	return 0;
}

const struct brg_workload brg_workload_toggle = {
	.name = "toggle",
	.summary = "memory decoding off and on by the command register",
	.keys = keys,
	.needs_target = true,
	.reach = populated,
	.samples = count,
	.touches = touches,
	.run = run,
};
