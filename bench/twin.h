/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * twin.h - the same thing done in two ways, one right after the other, again and
 * again: what the second costs, and how much the first costs more.
 *
 * Of each pair the difference is taken, and of all differences the median. So
 * neither a drift, which both of a pair have part in, nor an outlier, of which
 * the mean is made, comes to look like a difference between the ways.
 */
#ifndef BRG_BENCH_TWIN_H
#define BRG_BENCH_TWIN_H

#include "bench/workload.h"

/**
 * struct brg_twin - pairs taken so far
 * @first, @second: ticks of either way
 * @nr: pairs
 * @room: for as many
 */
struct brg_twin {
	uint64_t *first, *second;
	size_t nr, room;
};

/** brg_twin_init - room for @n pairs. Before brg_sampling_settle(), so that
 * nothing of it is touched first inside a sample. Return: 0, -ENOMEM. */
int brg_twin_init(struct brg_twin *twin, size_t n);
/** brg_twin_fini - takes one that was never filled, or zeroes. */
void brg_twin_fini(struct brg_twin *twin);

/** brg_twin_add - one pair more; asserts that there is room. */
void brg_twin_add(struct brg_twin *twin, uint64_t first, uint64_t second);

/** brg_twin_tell - leave the median of the second way as metric @second, and
 * that of the differences, at least 0, as @more; nothing where no pair was
 * taken. The first @warmup pairs do not count. */
void brg_twin_tell(const struct brg_twin *twin, size_t warmup,
		   struct brg_result *result, const char *second,
		   const char *more);

#endif
