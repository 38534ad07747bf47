/* SPDX-License-Identifier: GPL-2.0-or-later */
/* trial.h - one execution of a cell in a process of its own. */
#ifndef BRG_BENCH_TRIAL_H
#define BRG_BENCH_TRIAL_H

#include <signal.h>

#include "bench/workload.h"

/**
 * struct brg_trial_request - what to run
 * @address: PCI function, or NULL where the cell needs none
 * @place: where its threads go
 * @samples: shared memory with room for what the cell leaves
 * @result: in shared memory; cleared first
 * @hz, @instructions: of the clock, see struct brg_trial
 * @limit_ns: after this the process is killed and the trial has failed
 * @unblocked: signal mask while waiting, so that ^C gets through
 */
struct brg_trial_request {
	const struct brg_cell *cell;
	const char *address;
	const struct brg_place *place;
	uint64_t *samples;
	struct brg_result *result;
	uint64_t hz;
	bool instructions;
	uint64_t limit_ns;
	const sigset_t *unblocked;
};

/** brg_trial_run - fork, measure, wait. Whatever the process does, a result
 * comes back: one that dies leaves BRG_TRIAL_FAILED with the reason.
 * Return: 0; -EINTR when a signal came, then the process has been killed and
 * the result means nothing; -errno when no process could be made. */
int brg_trial_run(const struct brg_trial_request *request);

#endif
