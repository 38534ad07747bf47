/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quiet.h - what the driver itself has to say while memory is surely off, or
 * nobody does anything: its counters, and a walk of page tables.
 */
#ifndef BRG_STRESS_QUIET_H
#define BRG_STRESS_QUIET_H

#include "stress/actor.h"

/** brg_quiet_timeouts - importers given up on so far; 0 where nobody counts */
uint64_t brg_quiet_timeouts(const struct brg_device *dev,
			    const struct brg_target *t);

/** brg_quiet_revoked - while memory is surely off: nobody has the BAR mapped
 * for DMA, unless the driver gave up on one after @timeouts was read */
void brg_quiet_revoked(struct brg_actor *a, struct brg_device *dev,
		       struct brg_target *t, uint64_t timeouts);

/** brg_quiet_ptes - while memory is surely off: no mapping of this process has
 * an entry */
void brg_quiet_ptes(struct brg_actor *a, struct brg_device *dev,
		    struct brg_target *t);

#endif
