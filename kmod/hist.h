/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hist.h - log-linear histograms of cycles, per CPU.
 *
 * Bucket i holds values as BRG_HIST_* of the interface says: those below 8 have
 * a bucket each, every power of 2 above has 8 of equal width, so a bucket is at
 * most an eighth of its values wide. Adding takes no lock and no division.
 */
#ifndef BRG_HIST_H
#define BRG_HIST_H

#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/timex.h>

#include "barrage.h"

/** struct brg_hist - one distribution on one CPU; never reset */
struct brg_hist {
	u64 sum;
	u64 bucket[BRG_HIST_BUCKETS];
};

/** struct brg_hist_base - what was there at the last clear */
struct brg_hist_base {
	u64 sum;
	u64 bucket[BRG_HIST_BUCKETS];
};

static inline unsigned int brg_hist_index(u64 value)
{
	unsigned int top;

	if (value < BIT(BRG_HIST_SUB_BITS))
		return value;
	top = fls64(value) - 1;
	if (top >= BRG_HIST_TOP_BITS)
		return BRG_HIST_BUCKETS - 1;
	return ((top - BRG_HIST_SUB_BITS + 1) << BRG_HIST_SUB_BITS) +
	       ((value >> (top - BRG_HIST_SUB_BITS)) &
		(BIT(BRG_HIST_SUB_BITS) - 1));
}

/** brg_hist_add - count one value. Context: any. */
static inline void brg_hist_add(struct brg_hist __percpu *hist, u64 value)
{
	this_cpu_inc(hist->bucket[brg_hist_index(value)]);
	this_cpu_add(hist->sum, value);
}

/**
 * brg_hist_read - sum over all CPUs since the last clear
 * @hist: to read
 * @base: what to take off it; updated if @clear
 * @clear: begin from zero afterwards
 * @sum: out: of all values
 * @bucket: out: BRG_HIST_BUCKETS counts
 *
 * Context: any; the caller guards @base.
 */
void brg_hist_read(struct brg_hist __percpu *hist, struct brg_hist_base *base,
		   bool clear, u64 *sum, u64 *bucket);

#endif /* BRG_HIST_H */
