// SPDX-License-Identifier: GPL-2.0-only
/* stat.c - what faults and teardowns cost, counted per CPU. */
#include <linux/pgtable.h>
#include <linux/string.h>

#include "dev.h"
#include "stat.h"

/* Off unless some device is timed: then a fault reads no clock at all. */
DEFINE_STATIC_KEY_FALSE(brg_timing_key);

int brg_stats_init(struct brg_stats *stats)
{
	mutex_init(&stats->lock);
	stats->cpu = alloc_percpu(struct brg_counters);
	return stats->cpu ? 0 : -ENOMEM;
}

void brg_stats_fini(struct brg_stats *stats)
{
	if (!stats->cpu)
		return;
	brg_stats_set_timed(stats, false);
	free_percpu(stats->cpu);
	stats->cpu = NULL;
}

void brg_stats_set_timed(struct brg_stats *stats, bool on)
{
	mutex_lock(&stats->lock);
	if (stats->timed != on) {
		if (on)
			static_branch_inc(&brg_timing_key);
		else
			static_branch_dec(&brg_timing_key);
		WRITE_ONCE(stats->timed, on);
	}
	mutex_unlock(&stats->lock);
}

static void brg_counters_sum(const struct brg_stats *stats,
			     struct brg_counters *out)
{
	int cpu, i;

	memset(out, 0, sizeof(*out));
	for_each_possible_cpu(cpu)
		for (i = 0; i < BRG_NR_COUNTERS; i++)
			out->v[i] += READ_ONCE(per_cpu_ptr(stats->cpu, cpu)->v[i]);
}

void brg_stats_read(struct brg_dev *bdev, struct brg_stat *out, bool clear)
{
	struct brg_stats *stats = &bdev->stat;
	struct brg_counters sum, d;
	int i;

	mutex_lock(&stats->lock);
	brg_counters_sum(stats, &sum);
	for (i = 0; i < BRG_NR_COUNTERS; i++)
		d.v[i] = sum.v[i] - stats->base.v[i];
	if (clear)
		stats->base = sum;
	mutex_unlock(&stats->lock);

	out->out_faults_timed = d.v[BRG_C_TIMED];
	out->out_sigbus = d.v[BRG_C_SIGBUS];
	out->out_retries = d.v[BRG_C_RETRIES];
	out->out_wait_cycles = d.v[BRG_C_WAIT];
	out->out_check_cycles = d.v[BRG_C_CHECK];
	out->out_insert_cycles = d.v[BRG_C_INSERT];
	out->out_order[0] = d.v[BRG_C_ORDER_PAGE];
	out->out_order[1] = d.v[BRG_C_ORDER_PMD];
	out->out_order[2] = d.v[BRG_C_ORDER_PUD];
	out->out_pages = out->out_order[0] +
			 (out->out_order[1] << (PMD_SHIFT - PAGE_SHIFT)) +
			 (out->out_order[2] << (PUD_SHIFT - PAGE_SHIFT)) +
			 d.v[BRG_C_EXTRA_PAGES];
	out->out_faults = out->out_order[0] + out->out_order[1] +
			  out->out_order[2] + out->out_sigbus + out->out_retries;
	out->out_zaps = d.v[BRG_C_ZAPS];
	out->out_zap_cycles = d.v[BRG_C_ZAP_CYCLES];
	out->out_vmas = atomic_read(&bdev->nr_vmas);
	out->out_opens = atomic_read(&bdev->nr_opens);
	out->out_refs = kref_read(&bdev->dev.kobj.kref);
	out->out_ended = brg_dev_nr_ended();
	out->out_reserved = 0;
}
