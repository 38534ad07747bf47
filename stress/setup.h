/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * setup.h - what a run does, once the configuration has been read; the same
 * in every process and constant while workers run.
 */
#ifndef BRG_STRESS_SETUP_H
#define BRG_STRESS_SETUP_H

#include <stdio.h>

#include "stress/actor.h"

#define BRG_MAX_PHASES	8
#define BRG_MAX_PAIRS	32

/** struct brg_phase_mix - operations of one phase of a run
 * @name: of its section, "" without any
 * @for_ns: how long it lasts before the next; 0 without phases
 * @weight: by operation
 * @total: of all weights
 */
struct brg_phase_mix {
	char name[32];
	uint64_t for_ns;
	uint32_t weight[BRG_MAX_OPS];
	uint64_t total;
};

/** struct brg_list_op - one operation of a list to be replayed
 * @pair: of a race, its index, -1 where that is not known; for readers, the seed
 *	draws the same
 */
struct brg_list_op {
	uint32_t worker;
	uint32_t op;
	uint64_t seed;
	int32_t pair;
};

/**
 * struct brg_setup - one stage of a run: one target variant and lock
 * @seed: master seed
 * @duration_ns: of the stage
 * @ops: operations of each worker, 0 for as many as there is time for
 * @procs, @threads: worker processes, and threads in each
 * @pairs: threads of racing pairs run, in a process of their own
 * @quiet_ns: from one quiet point to the next
 * @kmemleak_ns: from one scan to the next, 0 for none
 * @bound_percent: of each operation's own bound
 * @nr_devs: functions under stress
 * @phase: mixes, taken in turn
 * @pair_weight: by pair
 * @gap_ns: by operation: least time from one to the next, over all workers
 * @list, @nr_list: to be replayed instead of a random schedule
 * @times: how often, at most
 */
struct brg_setup {
	uint64_t seed;
	uint64_t duration_ns;
	uint64_t ops;
	unsigned int procs, threads;
	bool pairs;
	uint64_t quiet_ns, kmemleak_ns;
	unsigned int bound_percent;
	unsigned int nr_devs;
	struct brg_device dev[BRG_MAX_DEVS];
	unsigned int nr_phases;
	struct brg_phase_mix phase[BRG_MAX_PHASES];
	uint32_t pair_weight[BRG_MAX_PAIRS];
	uint64_t gap_ns[BRG_MAX_OPS];
	const struct brg_list_op *list;
	size_t nr_list;
	uint64_t times;
};

/** brg_setup_phase - mix in force @elapsed_ns after the start */
const struct brg_phase_mix *brg_setup_phase(const struct brg_setup *setup,
					    uint64_t elapsed_ns);

/** struct brg_choice - an operation of a worker's schedule */
struct brg_choice {
	unsigned int op;
	uint64_t seed;
};

/** brg_setup_choose - the @index-th operation of worker @worker: a function
 * of the master seed and the mix, and of nothing that happens.
 * @mix: with a total above 0 */
struct brg_choice brg_setup_choose(const struct brg_setup *setup,
				   const struct brg_phase_mix *mix,
				   unsigned int worker, uint64_t index);

#endif
