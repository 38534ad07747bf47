/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hist.h - quantiles of the log-linear histograms that the driver keeps. */
#ifndef BRG_LIB_HIST_H
#define BRG_LIB_HIST_H

#include <stddef.h>
#include <stdint.h>

#include "kmod/uapi/barrage.h"

/** struct brg_distribution - what BRG_HIST tells; see there for the buckets */
struct brg_distribution {
	uint64_t sum;
	uint64_t bucket[BRG_HIST_BUCKETS];
};

/** brg_hist_low - smallest value that bucket @i holds */
uint64_t brg_hist_low(size_t i);

/** brg_hist_index - the bucket of @value */
size_t brg_hist_index(uint64_t value);

/** brg_distribution_add - count @value */
static inline void brg_distribution_add(struct brg_distribution *d,
					uint64_t value)
{
	d->sum += value;
	d->bucket[brg_hist_index(value)]++;
}

/** brg_distribution_merge - count all that @from has */
void brg_distribution_merge(struct brg_distribution *d,
			    const struct brg_distribution *from);

/** brg_distribution_count - how many values there are */
uint64_t brg_distribution_count(const struct brg_distribution *d);

/** brg_distribution_quantile - by nearest rank, as brg_quantile(): the largest
 * value of the bucket it is in, so at most an eighth above the true one.
 * @ppm: 0..1000000. Return: 0 where there are no values. */
uint64_t brg_distribution_quantile(const struct brg_distribution *d,
				   uint32_t ppm);

#endif
