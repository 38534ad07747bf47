// SPDX-License-Identifier: GPL-2.0-or-later
/* sampling.c - warm up, take samples, sum their parts. */
#include "bench/sampling.h"

#include <string.h>
#include <sys/mman.h>

#include "bench/beside.h"
#include "bench/shared_keys.h"

void brg_sampling_settle(struct brg_trial *trial, size_t n)
{
	memset(trial->samples, 0, n * sizeof(*trial->samples));
	trial->result->locked = !mlockall(MCL_CURRENT);
	brg_beside_settle();
}

static int take(const struct brg_sampling *sampling, uint64_t *sample,
		uint64_t sum[])
{
	uint64_t part[BRG_PARTS_MAX] = { 0 };
	int ret = sampling->take(sampling->data, sample, part);

	for (size_t i = 0; i < BRG_PARTS_MAX; i++)
		sum[i] += part[i];
	return ret;
}

int brg_sampling_run(struct brg_trial *trial,
		     const struct brg_sampling *sampling)
{
	uint64_t sum[BRG_PARTS_MAX] = { 0 }, discard = 0;
	size_t n = brg_cell_count(trial->cell);

	for (unsigned int i = 0; i < trial->cell->warmup; i++)
		if (take(sampling, &discard, sum))
			return -1;
	memset(sum, 0, sizeof(sum));
	brg_beside_begin(trial, 1);
	for (size_t i = 0; i < n; i++)
		if (take(sampling, &trial->samples[i], sum))
			return -1;
	brg_beside_end(trial);
	trial->result->nr_samples = n;
	for (size_t i = 0; sampling->parts[i]; i++)
		if (sum[i])
			brg_metric_mean(trial->result, sampling->parts[i],
					sum[i], n);
	return 0;
}
