/* SPDX-License-Identifier: GPL-2.0-or-later */
/* crew.h - deal the touches of a walk out to threads. */
#ifndef BRG_BENCH_CREW_H
#define BRG_BENCH_CREW_H

#include "bench/walk.h"

/**
 * struct brg_crew - threads that walk one mapping together, or one each
 * @threads: how many
 * @separate: each has a mapping of its own and makes all @touches; else thread
 *            t of n makes every n-th of the order
 * @touches: of a mapping
 * @stride: bytes between neighbouring touches
 * @order: what each thread touches, one thread's after the other's
 * @walkers: one for each thread, in memory that forked processes share
 */
struct brg_crew {
	size_t threads;
	bool separate;
	size_t touches;
	uint64_t stride;
	uint32_t *order;
	struct brg_walker *walkers;
};

/** brg_crew_make - allocate @order and @walkers, and deal out.
 * Return: 0, -ENOMEM. Nothing is ever freed: the process ends. */
int brg_crew_make(struct brg_crew *crew, enum brg_order order, uint64_t seed);

/** brg_crew_samples - how many the whole crew takes */
size_t brg_crew_samples(const struct brg_crew *crew);

/** brg_crew_send - say where the mappings are and where samples go.
 * @va: of each mapping, one unless @separate
 * @samples: room for brg_crew_samples() */
void brg_crew_send(struct brg_crew *crew, char *const *va, uint64_t *samples,
		   bool write);

#endif
