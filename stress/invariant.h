/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * invariant.h - what must hold, whatever is done to a device.
 *
 * One file stress/invariants/NAME.c with one const struct brg_invariant,
 * listed in invariants.c. An invariant says nothing about which bug breaks it.
 */
#ifndef BRG_STRESS_INVARIANT_H
#define BRG_STRESS_INVARIANT_H

#include "stress/access.h"

/** enum brg_judgement - what an access says about an invariant */
enum brg_judgement { BRG_SAYS_NOTHING, BRG_HOLDS, BRG_BROKEN };

/**
 * struct brg_invariant - one
 * @name: in findings
 * @claim: what holds, one sentence
 * @source: who says so
 * @title: of a finding by @access
 * @access: judge one access whose mapping did not change meanwhile; context:
 *	a worker thread or a forked child, many times a second. NULL if it is
 *	judged elsewhere.
 * @begin: remember how a device is before workers start. NULL: nothing
 * @quiet: all workers are parked and memory is on; @a is the supervisor's
 * @end: all workers have ended, and nothing was found
 * @restore: put back what @begin has changed, whatever was found
 */
struct brg_invariant {
	const char *name;
	const char *claim;
	const char *source;
	const char *title;
	enum brg_judgement (*access)(const struct brg_access *x);
	void (*begin)(struct brg_actor *a, struct brg_device *dev);
	void (*quiet)(struct brg_actor *a, struct brg_device *dev);
	void (*end)(struct brg_actor *a, struct brg_device *dev);
	void (*restore)(struct brg_actor *a, struct brg_device *dev);
};

extern const struct brg_invariant *const brg_invariants[];

/** brg_invariants_access - put @x before all that judge accesses */
void brg_invariants_access(struct brg_actor *a, const struct brg_access *x);

void brg_invariants_begin(struct brg_actor *a);
void brg_invariants_quiet(struct brg_actor *a);
void brg_invariants_end(struct brg_actor *a);
void brg_invariants_restore(struct brg_actor *a);

#endif
