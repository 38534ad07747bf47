/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slot.h - the mappings of a worker process.
 *
 * A slot owns a range of addresses for good, so that an access that comes too
 * late meets nothing, never somebody else's memory. Threads access slots
 * without a lock while others change them: that is what is to be tested.
 */
#ifndef BRG_STRESS_SLOT_H
#define BRG_STRESS_SLOT_H

#include "stress/actor.h"

/** brg_slots_init - reserve addresses. Return: 0, -ENOMEM. */
int brg_slots_init(struct brg_proc *proc);

/** brg_slot_random - any slot of the actor's process */
struct brg_slot *brg_slot_random(struct brg_actor *a);

/** brg_slot_mapped - one that has a mapping just now, or NULL */
struct brg_slot *brg_slot_mapped(struct brg_actor *a);

/** brg_slot_change - begin to change it. Return: false if another does.
 * Ended by brg_slot_changed(). */
bool brg_slot_change(struct brg_slot *slot);
void brg_slot_changed(struct brg_slot *slot);

/** struct brg_shape - a mapping to be made */
struct brg_shape {
	uint64_t offset, length;
	uint64_t skew;		/* of the address, within the slot */
	int prot;
};

/** brg_shape_random - single pages to half the span, congruent or not */
void brg_shape_random(struct brg_actor *a, const struct brg_device *dev,
		      struct brg_shape *shape);

/** brg_slot_map - map into a slot that is being changed and has no mapping.
 * Return: 0, -errno of mmap(). */
int brg_slot_map(struct brg_actor *a, struct brg_slot *slot,
		 struct brg_device *dev, const struct brg_shape *shape);

/** brg_slot_unmap - take all of the mapping away; slot being changed */
void brg_slot_unmap(struct brg_slot *slot);

/** brg_hole - make a range of a slot hold nothing, mapped or not */
void brg_hole(char *addr, uint64_t length);

/** brg_map_may_fail - is @error a fair answer to an mmap(), with @before seen
 * before the call? Otherwise a finding has been filed. */
void brg_map_judge(struct brg_actor *a, struct brg_device *dev,
		   const struct brg_view *before, int error);

#endif
