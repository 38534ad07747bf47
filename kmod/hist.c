// SPDX-License-Identifier: GPL-2.0-only
/* hist.c - log-linear histograms of cycles, per CPU. */
#include <linux/string.h>

#include "hist.h"

void brg_hist_read(struct brg_hist __percpu *hist, struct brg_hist_base *base,
		   bool clear, u64 *sum, u64 *bucket)
{
	unsigned int i;
	int cpu;

	*sum = 0;
	memset(bucket, 0, sizeof(*bucket) * BRG_HIST_BUCKETS);
	for_each_possible_cpu(cpu) {
		const struct brg_hist *one = per_cpu_ptr(hist, cpu);

		*sum += READ_ONCE(one->sum);
		for (i = 0; i < BRG_HIST_BUCKETS; i++)
			bucket[i] += READ_ONCE(one->bucket[i]);
	}
	for (i = 0; i < BRG_HIST_BUCKETS; i++) {
		u64 total = bucket[i];

		bucket[i] -= base->bucket[i];
		if (clear)
			base->bucket[i] = total;
	}
	*sum -= base->sum;
	if (clear)
		base->sum += *sum;
}
