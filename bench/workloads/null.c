// SPDX-License-Identifier: GPL-2.0-or-later
/* null.c - the harness's own floor: the same timed loop over one cached word
 * of ordinary memory. What it reports is in every other sample too. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "bench/beside.h"
#include "bench/sampling.h"
#include "bench/walk.h"
#include "bench/workload.h"

static const struct brg_key keys[] = {
	{ .name = "count", .type = BRG_KEY_U64,
	  .flags = BRG_KEY_SWEEP | BRG_KEY_PARAM, .fallback = "65536",
	  .metavar = "N", .min = 1, .max = UINT32_MAX - 1,
	  .help = "samples of a trial" },
	{ 0 },
};

static uint64_t count(const struct brg_cell *cell)
{
	return brg_param_number(cell, "count");
}

static void *scratch(size_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

static int run(struct brg_trial *trial)
{
	struct brg_result *result = trial->result;
	size_t n = count(trial->cell);
	/* Zeroed: every touch goes to the first word of base. */
	uint32_t *order = scratch(n * sizeof(*order));
	char *base = scratch(4096);
	struct brg_walker w = { .base = base, .stride = 0, .order = order,
				.n = n, .samples = trial->samples };
	int ret = 0;

	if (!order || !base)
		return brg_fail(result, "cannot allocate: out of memory");
	brg_sampling_settle(trial, n);
	for (unsigned int i = 0; i <= trial->cell->warmup && !ret; i++) {
		brg_beside_begin(trial, 1);
		ret = brg_walk(&w, 1, trial->place);
		brg_beside_end(trial);
	}
	if (ret)
		return brg_fail(result, "cannot walk: %s", strerror(-ret));
	result->nr_samples = n;
	brg_metric(result, "walk", brg_walk_time(&w, 1));
	brg_metric(result, "touches_count", n);
	brg_metric(result, "minor_faults_count", w.minor_faults);
	brg_metric(result, "voluntary_switches_count", w.voluntary);
	brg_metric(result, "involuntary_switches_count", w.involuntary);
	return 0;
}

const struct brg_workload brg_workload_null = {
	.name = "null",
	.summary = "the harness itself: the timed loop over cached memory",
	.keys = keys,
	.samples = count,
	.touches = count,
	.run = run,
};
