/* SPDX-License-Identifier: GPL-2.0-or-later */
/* run.h - execute a plan: bind, measure, record, give the function back. */
#ifndef BRG_BENCH_RUN_H
#define BRG_BENCH_RUN_H

#include "bench/plan.h"
#include "bench/progress.h"
#include "bench/stop.h"
#include "bench/usable.h"
#include "lib/clock.h"
#include "lib/record.h"
#include "lib/samples.h"

/**
 * struct brg_run - a run under way
 * @usable: what was found about each target before anything was measured
 * @topology: of this machine, NULL where hwloc cannot tell
 * @place: of the trial under way
 * @limit_ns: of one trial
 * @status_ns: see brg_progress_start()
 * @failed, @skipped: trials that ended so
 * @stops: one for each cell of the plan
 * @budget_hit: the time budget ended the run
 */
struct brg_run {
	struct brg_plan *plan;
	struct brg_recorder recorder;
	struct brg_clock clock;
	struct brg_binding *binding;
	const struct brg_usable *usable;
	struct brg_topology *topology;
	struct brg_place place;
	struct brg_progress progress;
	struct brg_stop *stops;
	struct brg_samples samples;
	struct brg_result *result;
	uint64_t fault_ns, limit_ns, status_ns;
	size_t failed, skipped, measured;
	bool budget_hit, unlocked;
	json_t *records;
};

/** brg_run_catch_signals - from now on ^C, TERM and HUP only set a flag */
void brg_run_catch_signals(void);
/** brg_run_interrupted - whether one came */
bool brg_run_interrupted(void);

/** brg_run_trials - run what is not recorded yet, in the plan's order, each
 * cell until its stop rule is content.
 * @why: on failure one line.
 * Return: 0; -EINTR when interrupted; -errno (-ENOSPC) of recording. */
int brg_run_trials(struct brg_run *run, char *why, size_t why_size);

/** brg_run_clear - what brg_run_trials() has allocated */
void brg_run_clear(struct brg_run *run);

#endif
