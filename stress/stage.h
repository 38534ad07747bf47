/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stage.h - one target variant and lock under stress, from start to verdict. */
#ifndef BRG_STRESS_STAGE_H
#define BRG_STRESS_STAGE_H

#include "stress/findings.h"
#include "stress/front.h"
#include "stress/health.h"
#include "stress/journal.h"
#include "stress/memory.h"
#include "stress/series.h"
#include "stress/setup.h"

/**
 * struct brg_stage - a stage while it runs
 * @setup: devices opened, features known
 * @number: which one, from 0
 * @go_on: a finding does not end it
 * @progress: a line on stderr now and then
 * @interrupted: set by a signal handler of the session
 * @front: is called when the supervisor is held
 */
struct brg_stage {
	struct brg_setup *setup;
	struct brg_arena *arena;
	struct brg_health *health;
	struct brg_op_journal *journal;
	struct brg_memory *memory;
	struct brg_op_series *series;
	const struct brg_findings *findings;
	unsigned int number;
	int dir_fd;
	bool go_on;
	bool progress;
	const volatile _Atomic bool *interrupted;
	const struct brg_front *front;
	unsigned int quiets;
	unsigned int killed;
	uint64_t ran_ns;
};

/** brg_stage_run - start workers and watchdog, run, stop, check.
 * Findings are in the arena. Return: 0, -errno when it could not start. */
int brg_stage_run(struct brg_stage *stage);

#endif
