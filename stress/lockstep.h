/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lockstep.h - two threads that fault the same fresh pages, one by one.
 *
 * Both walk a mapping that nobody has touched. At each page they wait for each
 * other by spinning, so that what lies between two pages is a few instructions
 * and no system call.
 *
 * A round is a page that both were let loose on at the same time and that was
 * not there: no more of them count than the kernel counted faults, so that a
 * strategy that maps more than a page at a time has fewer. A race is a round
 * in which the two accesses did overlap, each of them with a fault. An emulator
 * that runs one CPU at a time and does not change over in the middle of a fault
 * has rounds and hardly a race; pauses at the driver's named points make it.
 */
#ifndef BRG_STRESS_LOCKSTEP_H
#define BRG_STRESS_LOCKSTEP_H

#include "stress/actor.h"

#define BRG_LOCKSTEP_MAX	1024	/* pages of a walk */

/**
 * struct brg_walk - one walk, shared by both sides
 * @slot: with a mapping that nobody has touched
 * @pages: of it
 * @at: pages that each side has arrived at, from 1
 * @gone: a side has given up, and does not come any more
 * @begin, @end: of each access of each side
 * @faults: of each side
 */
struct brg_walk {
	struct brg_slot *slot;
	uint64_t pages;
	_Atomic uint64_t at[2];
	_Atomic bool gone;
	uint64_t begin[2][BRG_LOCKSTEP_MAX], end[2][BRG_LOCKSTEP_MAX];
	uint64_t faults[2];
};

/** brg_walk_prepare - before either side begins. @pages: at most
 * BRG_LOCKSTEP_MAX */
void brg_walk_prepare(struct brg_walk *walk, struct brg_slot *slot,
		      uint64_t pages);

/** brg_walk_run - walk as side @side, 0 or 1; each in a thread of its own */
void brg_walk_run(struct brg_walk *walk, struct brg_actor *a,
		  unsigned int side);

/** brg_walk_rounds, brg_walk_races - how many; both sides have ended */
uint64_t brg_walk_rounds(const struct brg_walk *walk);
uint64_t brg_walk_races(const struct brg_walk *walk);

#endif
