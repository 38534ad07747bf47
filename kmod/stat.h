/* SPDX-License-Identifier: GPL-2.0-only */
/* stat.h - what faults and teardowns cost, counted per CPU. */
#ifndef BRG_STAT_H
#define BRG_STAT_H

#include <linux/jump_label.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/timex.h>

#include "barrage.h"

enum brg_counter {
	BRG_C_TIMED,
	BRG_C_SIGBUS,
	BRG_C_RETRIES,
	BRG_C_WAIT,
	BRG_C_CHECK,
	BRG_C_INSERT,
	BRG_C_EXTRA_PAGES,
	BRG_C_ORDER_PAGE,
	BRG_C_ORDER_PMD,
	BRG_C_ORDER_PUD,
	BRG_C_ZAPS,
	BRG_C_ZAP_CYCLES,
	BRG_NR_COUNTERS,
};

struct brg_counters {
	u64 v[BRG_NR_COUNTERS];
};

/**
 * struct brg_stats - counters of a device
 * @cpu: running sums, never reset, so that no increment can be lost
 * @lock: guards @base
 * @base: sums at the last BRG_STAT_CLEAR
 * @timed: cycles are being taken; guarded by brg_dev.bind_lock and @lock for
 *         writing, read without in faults
 */
struct brg_stats {
	struct brg_counters __percpu *cpu;
	struct mutex lock;	/* base */
	struct brg_counters base;
	bool timed;
};

struct brg_dev;

int brg_stats_init(struct brg_stats *stats);
void brg_stats_fini(struct brg_stats *stats);

/**
 * brg_stats_read - sum over all CPUs since the last clear
 * @bdev: device
 * @out: filled but for @size and @flags
 * @clear: start from zero afterwards
 *
 * Context: may sleep.
 */
void brg_stats_read(struct brg_dev *bdev, struct brg_stat *out, bool clear);

/** brg_stats_set_timed - take cycles in every fault of the device, or stop */
void brg_stats_set_timed(struct brg_stats *stats, bool on);

#define brg_count(stats, counter, n) \
	this_cpu_add((stats)->cpu->v[counter], (n))

DECLARE_STATIC_KEY_FALSE(brg_timing_key);

#endif /* BRG_STAT_H */
