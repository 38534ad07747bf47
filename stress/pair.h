/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pair.h - two things whose windows shall meet.
 *
 * A process of its own with two threads. Each round both wait for each other,
 * one of them waits a little longer, and both act. How much longer is drawn so
 * that the two overlap, from how long either took so far (the idea of fzsync
 * in the Linux Test Project).
 */
#ifndef BRG_STRESS_PAIR_H
#define BRG_STRESS_PAIR_H

#include "stress/setup.h"

/**
 * struct brg_pair - two sides of a race
 * @name: "fault-zap"
 * @summary: one line
 * @needs: BRG_NEED_*
 * @a, @b: one side each, on page @page of the mapping in @slot. Context: their
 *	own thread; @a's is the one that has made the mapping
 * @prepare: before each round, by @a's thread; may be NULL
 * @fresh: every round needs a new mapping; else every page is a round
 * @a_waits: @a finds out by itself when to act: no waits are drawn
 * @lockstep: both sides read each page of a new mapping, and meet at each; no
 *	clock and no @a or @b (lockstep.h)
 * @most: rounds of one mapping, or mappings of one race, at most
 */
struct brg_pair {
	const char *name;
	const char *summary;
	unsigned int needs;
	void (*a)(struct brg_actor *a, struct brg_slot *slot, uint64_t page);
	void (*b)(struct brg_actor *b, struct brg_slot *slot, uint64_t page);
	void (*prepare)(struct brg_actor *a, struct brg_slot *slot,
			uint64_t page);
	bool fresh, a_waits, lockstep;
	unsigned int most;
};

/** brg_pairs - all, NULL-terminated */
extern const struct brg_pair *const brg_pairs[];

int brg_pair_index(const char *name);
void brg_pair_names(const char **names, unsigned int max);

/** brg_pair_start - the partner's thread of the process that runs pairs.
 * @a: partner's actor. Return: 0, -errno. */
int brg_pair_start(struct brg_actor *a);

/** brg_pair_partner_acts - has the other side's @b begun, and not ended?
 * Context: a pair's @a */
bool brg_pair_partner_acts(void);

/** brg_pair_is_leader - is this worker the one that begins races? */
bool brg_pair_is_leader(const struct brg_actor *a);

#endif
