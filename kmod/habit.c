// SPDX-License-Identifier: GPL-2.0-only
/*
 * habit.c - what earlier mappings of a kind were used for.
 *
 * After two mappings in a row that were used throughout the next is filled
 * without a fault. That is a bet, and one that shows no result: pages are gone
 * from the page table by the time a VMA is closed, and no fault came. So one
 * page is left out, another each time, of any mapping of 2048 pages or more,
 * and of one for each 2048 pages of smaller ones: its fault is the proof, and
 * half a percent more.
 *
 * What can be lost is bounded: without a proof 8192 pages of a kind are filled,
 * or two mappings if that is more, and nothing once a hole was found unused. Then
 * it takes twice as many mappings used throughout as the last time until the
 * next is filled, 64 at most, and one less for each proof.
 */
#include <linux/hash.h>
#include <linux/minmax.h>

#include "habit.h"

void brg_habit_begin(struct brg_habit *habit, unsigned long kind)
{
	WRITE_ONCE(habit->use, BRG_USE_UNKNOWN);
	WRITE_ONCE(habit->proofs, 0);
	WRITE_ONCE(habit->needed, BRG_HABIT_PROOFS);
	WRITE_ONCE(habit->age, 0);
	WRITE_ONCE(habit->credit, 0);
	WRITE_ONCE(habit->blind, 0);
	WRITE_ONCE(habit->kind, kind);
}

unsigned long brg_habit_draw(const struct brg_habit *habit, unsigned long n)
{
	return hash_32(READ_ONCE(habit->age), 32) % n;
}

bool brg_habit_fill(struct brg_habit *habit, unsigned long pages,
		    unsigned long *hole)
{
	unsigned long credit = READ_ONCE(habit->credit);
	unsigned int blind = READ_ONCE(habit->blind);

	*hole = 0;
	if (credit < pages)
		return false;
	blind += pages;
	if (blind >= BRG_HABIT_BLIND) {
		WRITE_ONCE(habit->blind, 0);
		/* of a single page: its fault will tell */
		if (pages == 1)
			return false;
		WRITE_ONCE(habit->age, READ_ONCE(habit->age) + 1);
		*hole = 1 + brg_habit_draw(habit, pages - 1);
	} else {
		WRITE_ONCE(habit->blind, blind);
	}
	WRITE_ONCE(habit->credit, credit - pages);
	return true;
}

static void brg_habit_trust(struct brg_habit *habit, unsigned long pages)
{
	WRITE_ONCE(habit->credit, max(2 * pages, BRG_HABIT_CREDIT + 0UL));
}

void brg_habit_hit(struct brg_habit *habit, unsigned long pages)
{
	unsigned int needed = READ_ONCE(habit->needed);

	if (needed > BRG_HABIT_PROOFS)
		WRITE_ONCE(habit->needed, needed - 1);
	brg_habit_trust(habit, pages);
}

void brg_habit_missed(struct brg_habit *habit)
{
	WRITE_ONCE(habit->use, BRG_USE_UNKNOWN);
	WRITE_ONCE(habit->proofs, 0);
	WRITE_ONCE(habit->credit, 0);
	WRITE_ONCE(habit->needed, min(2 * READ_ONCE(habit->needed),
				      BRG_HABIT_PROOFS_MAX + 0U));
}

void brg_habit_learn(struct brg_habit *habit, enum brg_habit_use use,
		     unsigned long pages)
{
	unsigned int proofs = READ_ONCE(habit->proofs) + 1;

	if (use != BRG_USE_WHOLE) {
		WRITE_ONCE(habit->proofs, 0);
		WRITE_ONCE(habit->use, use);
	} else if (proofs >= READ_ONCE(habit->needed)) {
		brg_habit_trust(habit, pages);
		WRITE_ONCE(habit->use, use);
	} else {
		WRITE_ONCE(habit->proofs, proofs);
		WRITE_ONCE(habit->use, BRG_USE_UNKNOWN);
	}
}
