// SPDX-License-Identifier: GPL-2.0-or-later
/* hist.c - quantiles of the log-linear histograms that the driver keeps. */
#include "lib/hist.h"

#include "lib/stats.h"

#define SUB	(1u << BRG_HIST_SUB_BITS)

uint64_t brg_hist_low(size_t i)
{
	size_t power = i / SUB;

	if (!power)
		return i;
	return (uint64_t)(SUB + i % SUB) << (power - 1);
}

size_t brg_hist_index(uint64_t value)
{
	unsigned int top;

	if (value < SUB)
		return value;
	top = 63 - (unsigned int)__builtin_clzll(value);
	if (top >= BRG_HIST_TOP_BITS)
		return BRG_HIST_BUCKETS - 1;
	return SUB * (top - BRG_HIST_SUB_BITS + 1) +
	       (value >> (top - BRG_HIST_SUB_BITS)) % SUB;
}

void brg_distribution_merge(struct brg_distribution *d,
			    const struct brg_distribution *from)
{
	d->sum += from->sum;
	for (size_t i = 0; i < BRG_HIST_BUCKETS; i++)
		d->bucket[i] += from->bucket[i];
}

uint64_t brg_distribution_count(const struct brg_distribution *d)
{
	uint64_t count = 0;

	for (size_t i = 0; i < BRG_HIST_BUCKETS; i++)
		count += d->bucket[i];
	return count;
}

uint64_t brg_distribution_quantile(const struct brg_distribution *d,
				   uint32_t ppm)
{
	uint64_t count = brg_distribution_count(d), seen = 0, rank;

	if (!count)
		return 0;
	rank = brg_rank(count, ppm);
	for (size_t i = 0; i < BRG_HIST_BUCKETS; i++) {
		seen += d->bucket[i];
		if (seen > rank)
			return brg_hist_low(i + 1) - 1;
	}
	return 0;
}
