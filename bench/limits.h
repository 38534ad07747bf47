/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * limits.h - what workloads cannot do on some targets, known beforehand.
 *
 * One table row feeds the reason of a skipped trial and the list people read.
 * What depends on the kernel or the machine is found out when it is tried.
 */
#ifndef BRG_BENCH_LIMITS_H
#define BRG_BENCH_LIMITS_H

#include "bench/workload.h"

/* Rows several workloads have; a table ends with { 0 }. */
#define BRG_LIMIT_EXPORT                                                  \
	{ .of = brg_limit_no_export, .why = "exports no dma-bufs" }
/* @key_ = @value_ wants mappings that fault again */
#define BRG_LIMIT_REFAULT(key_, value_)                                   \
	{ .key = (key_), .value = (value_), .of = brg_limit_fills,        \
	  .why = "has mappings that never come back once emptied" },      \
	{ .key = (key_), .value = (value_), .variant = "eager",           \
	  .why = "has mappings that never come back once emptied" }
#define BRG_LIMIT_EAGER                                                   \
	{ .key = "populated", .variant = "eager",                         \
	  .why = "has mappings that never come back once emptied" }

#define BRG_LIMIT_STAYS                                                   \
	{ .of = brg_limit_no_memory, .why = "has pages, and no way to take them away" }

bool brg_limit_no_export(const struct brg_target_ops *ops);
bool brg_limit_no_call(const struct brg_target_ops *ops);
bool brg_limit_no_combining(const struct brg_target_ops *ops);
bool brg_limit_no_timing(const struct brg_target_ops *ops);
bool brg_limit_no_lock_times(const struct brg_target_ops *ops);
bool brg_limit_no_lookup(const struct brg_target_ops *ops);
bool brg_limit_no_dma(const struct brg_target_ops *ops);
bool brg_limit_no_memory(const struct brg_target_ops *ops);
/** brg_limit_no_pages - no block device can reach its mappings */
bool brg_limit_no_pages(const struct brg_target_ops *ops);
/** brg_limit_fills - it fills mappings when they are made, and never again */
bool brg_limit_fills(const struct brg_target_ops *ops);

/** brg_limit_find - what keeps @cell from being measured, or NULL */
const struct brg_limit *brg_limit_find(const struct brg_cell *cell);

/** brg_workloads_print - every workload, what it measures, on which targets,
 * and why not on others, to stdout */
void brg_workloads_print(void);

#endif
