// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * access.c - loads and stores of a mapped BAR: latency of one, or bandwidth of
 * many in a row, by width and memory type. No faults: the mapping is populated
 * before.
 */
#include <errno.h>
#include <stdio.h>

#include "bench/limits.h"
#include "bench/maps.h"
#include "bench/mmio.h"
#include "bench/sampling.h"
#include "bench/shared_keys.h"
#include "lib/clock.h"

static const char *const ops[] = { "load", "store", NULL };
static const char *const types[] = { "uncached", "write-combined", NULL };

static const struct brg_key keys[] = {
	{ .name = "op", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "load", .names = ops,
	  .help = "what is done; stores write zeroes (see overwrite)" },
	{ .name = "width", .type = BRG_KEY_SIZE, .flags = BRG_SWEPT,
	  .fallback = "4", .metavar = "BYTES", .min = 1, .max = 64,
	  .help = "of one access: 1 to 64, a power of 2; from 16 on by SSE, AVX, AVX-512" },
	{ .name = "memory", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "uncached", .names = types,
	  .help = "memory type of the mapping" },
	{ .name = "run", .type = BRG_KEY_U64, .flags = BRG_SWEPT,
	  .fallback = "1", .metavar = "N", .min = 1, .max = 1u << 20,
	  .help = "accesses of one sample, to consecutive words: 1 for latency, many for bandwidth" },
	{ .name = "overwrite", .type = BRG_KEY_ENUM, .fallback = "no",
	  .names = brg_answers,
	  .help = "yes: nothing in this BAR matters, op = store may destroy it" },
	BRG_COUNT_KEY("1000"),
	{ 0 },
};

static uint64_t bytes(const struct brg_cell *cell)
{
	return brg_param_number(cell, "width") * brg_param_number(cell, "run");
}

static int check(const struct brg_cell *cell, char *why, size_t why_size)
{
	uint64_t width = brg_param_number(cell, "width");

	if (width & (width - 1)) {
		snprintf(why, why_size, "width is no power of 2 (1 to 64)");
		return -EINVAL;
	}
	if (brg_cell_is(cell, "op", "load") ||
	    brg_cell_is(cell, "overwrite", "yes"))
		return 0;
	snprintf(why, why_size,
		 "op = store destroys what the BAR holds (say overwrite = yes if nothing in it matters)");
	return -EINVAL;
}

/* An access is taken for a hundredth of a fault. */
static uint64_t touches(const struct brg_cell *cell)
{
	return (brg_cell_count(cell) + cell->warmup) *
	       (1 + brg_param_number(cell, "run") / 100);
}

/**
 * struct access - one trial
 * @go: the instruction
 * @n: how many of it
 * @flush: write-combining buffers belong to the sample
 */
struct access {
	struct brg_maps maps;
	brg_mmio_fn go;
	uint64_t n;
	bool flush;
};

static int take(void *data, uint64_t *sample, uint64_t part[])
{
	const struct access *a = data;
	uint64_t start = brg_clock_now();

	(void)part;
	a->go(a->maps.va[0], a->n);
	if (a->flush)
		brg_mmio_flush();
	*sample = brg_clock_now() - start;
	return 0;
}

static int run(struct brg_trial *trial)
{
	static const char *const parts[] = { NULL };
	const struct brg_cell *cell = trial->cell;
	bool store = brg_cell_is(cell, "op", "store");
	bool combined = brg_cell_is(cell, "memory", "write-combined");
	unsigned int width = (unsigned int)brg_param_number(cell, "width");
	const char *why;
	const struct brg_mmio *mmio = brg_mmio_find(width, &why);
	struct access a = {
		.maps = { .trial = trial, .nr = 1, .anywhere = true,
			  .length = (bytes(cell) + BRG_PAGE - 1) / BRG_PAGE *
				    BRG_PAGE,
			  .writable = store, .combined = combined },
		.n = brg_param_number(cell, "run"),
		.flush = store && combined,
	};
	const struct brg_sampling sampling = { take, &a, parts };

	if (!mmio)
		return brg_skip(trial->result,
				"this CPU cannot access %u bytes at once: it has no %s",
				width, why);
	a.go = store ? mmio->store : mmio->load;
	if (brg_maps_prepare(&a.maps, brg_cell_count(cell)))
		return -1;
	brg_maps_touch(&a.maps);
	if (brg_sampling_run(trial, &sampling))
		return -1;
	brg_metric(trial->result, "bytes_count", bytes(cell));
	return 0;
}

static const struct brg_limit limits[] = {
	{ .key = "memory", .value = "write-combined",
	  .of = brg_limit_no_combining, .why = "maps uncached only, unlike resourceN_wc of sysfs" },
	{ 0 },
};

const struct brg_workload brg_workload_access = {
	.name = "access",
	.summary = "loads and stores of a mapped BAR, by width and memory type",
	.keys = keys,
	.needs_target = true,
	.limits = limits,
	.check = check,
	.reach = bytes,
	.samples = brg_cell_count,
	.touches = touches,
	.run = run,
};
