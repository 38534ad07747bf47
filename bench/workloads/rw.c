// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rw.c - bytes of a BAR by pread() and pwrite(), against loads and stores of a
 * mapping.
 *
 * Drivers move at most 8 bytes an access (v7.3 drivers/vfio/pci/
 * vfio_pci_rdwr.c), and so does the copy from the mapping here: what differs is
 * the way there. The mapping is populated before.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bench/limits.h"
#include "bench/maps.h"
#include "bench/sampling.h"
#include "bench/shared_keys.h"
#include "lib/clock.h"

static const char *const ways[] = { "pread", "pwrite", "load", "store", NULL };

static const struct brg_key keys[] = {
	{ .name = "by", .type = BRG_KEY_ENUM, .flags = BRG_SWEPT,
	  .fallback = "pread", .names = ways,
	  .help = "a system call, or a copy from or to a mapping; pwrite and store write zeroes (see overwrite)" },
	{ .name = "size", .type = BRG_KEY_SIZE, .flags = BRG_SWEPT,
	  .metavar = "BYTES", .min = 1, .max = 16ULL << 20,
	  .help = "of one operation" },
	{ .name = "overwrite", .type = BRG_KEY_ENUM, .fallback = "no",
	  .names = brg_answers,
	  .help = "yes: nothing in this BAR matters, pwrite and store may destroy it" },
	BRG_COUNT_KEY("256"),
	{ 0 },
};

static bool writes(const struct brg_cell *cell)
{
	return brg_cell_is(cell, "by", "pwrite") ||
	       brg_cell_is(cell, "by", "store");
}

static int check(const struct brg_cell *cell, char *why, size_t why_size)
{
	if (!writes(cell) || brg_cell_is(cell, "overwrite", "yes"))
		return 0;
	snprintf(why, why_size,
		 "by = pwrite and store destroy what the BAR holds (say overwrite = yes if nothing in it matters)");
	return -EINVAL;
}

/* Eight bytes are taken for a hundredth of a fault. */
static uint64_t touches(const struct brg_cell *cell)
{
	return (brg_cell_count(cell) + cell->warmup) *
	       (1 + brg_cell_size(cell) / 800);
}

/**
 * struct rw - one trial
 * @maps: populated; of no length where a system call is measured
 * @buffer: @size bytes of ordinary memory
 */
struct rw {
	struct brg_maps maps;
	char *buffer;
	uint64_t size;
	bool call, write;
};

static void copy(struct rw *rw)
{
	volatile uint64_t *words = (void *)rw->maps.va[0];
	volatile char *bytes = rw->maps.va[0];
	uint64_t *to = (void *)rw->buffer;
	uint64_t at, n = rw->size / sizeof(*to);

	for (at = 0; at < n; at++) {
		if (rw->write)
			words[at] = to[at];
		else
			to[at] = words[at];
	}
	for (at = n * sizeof(*to); at < rw->size; at++) {
		if (rw->write)
			bytes[at] = rw->buffer[at];
		else
			rw->buffer[at] = bytes[at];
	}
}

static int call(struct rw *rw)
{
	struct brg_target *target = rw->maps.trial->target;
	int ret = rw->write ? brg_target_bar_write(target, rw->maps.bar, 0,
						   rw->size, rw->buffer) :
			      brg_target_bar_read(target, rw->maps.bar, 0,
						  rw->size, rw->buffer);

	return ret ? brg_fail(rw->maps.trial->result, "%s", target->error) : 0;
}

static int take(void *data, uint64_t *sample, uint64_t part[])
{
	struct rw *rw = data;
	uint64_t start = brg_clock_now();
	int ret = 0;

	(void)part;
	if (rw->call)
		ret = call(rw);
	else
		copy(rw);
	*sample = brg_clock_now() - start;
	return ret;
}

static int run(struct brg_trial *trial)
{
	static const char *const parts[] = { NULL };
	const struct brg_cell *cell = trial->cell;
	struct rw rw = {
		.maps = { .trial = trial, .nr = 1, .anywhere = true,
			  .writable = writes(cell) },
		.size = brg_cell_size(cell),
		.call = brg_cell_is(cell, "by", "pread") ||
			brg_cell_is(cell, "by", "pwrite"),
		.write = writes(cell),
	};
	const struct brg_sampling sampling = { take, &rw, parts };

	if (!rw.call)
		rw.maps.length = (rw.size + BRG_PAGE - 1) / BRG_PAGE * BRG_PAGE;
	rw.buffer = mmap(NULL, rw.size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (rw.buffer == MAP_FAILED)
		return brg_fail(trial->result, "cannot prepare: %s",
				strerror(errno));
	if (brg_maps_prepare(&rw.maps, brg_cell_count(cell)))
		return -1;
	brg_maps_touch(&rw.maps);
	if (brg_sampling_run(trial, &sampling))
		return -1;
	brg_metric(trial->result, "bytes_count", rw.size);
	return 0;
}

static const struct brg_limit limits[] = {
	{ .key = "by", .value = "pread", .of = brg_limit_no_call,
	  .why = "has no system call that reads a BAR" },
	{ .key = "by", .value = "pwrite", .of = brg_limit_no_call,
	  .why = "has no system call that writes a BAR" },
	{ 0 },
};

const struct brg_workload brg_workload_rw = {
	.name = "rw",
	.summary = "bytes of a BAR by pread and pwrite, and by a mapping",
	.keys = keys,
	.needs_target = true,
	.limits = limits,
	.check = check,
	.reach = brg_cell_size,
	.samples = brg_cell_count,
	.touches = touches,
	.run = run,
};
