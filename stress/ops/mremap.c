// SPDX-License-Identifier: GPL-2.0-or-later
/* mremap.c - move a mapping to another address. */
#include <errno.h>
#include <sys/mman.h>

#include "stress/op.h"
#include "stress/slot.h"

/* Within its slot: the place is known to be ours. */
static int move(struct brg_actor *a, struct brg_slot *slot)
{
	uint64_t length = slot->hi - slot->lo;
	uint64_t room = BRG_SLOT_SPACE / 2 - BRG_PMD;
	char *from = slot->addr + slot->lo, *to;

	if (length > room)
		return -ECANCELED;
	to = slot->space + brg_pick(a, (room - length) / BRG_PAGE + 1) * BRG_PAGE;
	if (from < slot->space + BRG_SLOT_SPACE / 2)
		to += BRG_SLOT_SPACE / 2;
	if (from < to + length && to < from + length)
		return -ECANCELED;
	if (mremap(from, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, to) ==
	    MAP_FAILED)
		return -errno;
	/* the old place is a hole that anybody could be given */
	brg_hole(from, length);
	slot->offset += slot->lo;
	slot->addr = to;
	slot->length = length;
	slot->lo = 0;
	slot->hi = length;
	a->arg[0] = (uint64_t)(to - slot->space);
	return 0;
}

static int run(struct brg_actor *a)
{
	struct brg_slot *slot = brg_slot_mapped(a);
	int ret = -ECANCELED;

	if (!slot || !brg_slot_change(slot))
		return ret;
	a->dev = slot->dev;
	if (slot->addr)
		ret = move(a, slot);
	brg_slot_changed(slot);
	return ret;
}

const struct brg_op brg_op_mremap = {
	.name = "mremap",
	.summary = "move a mapping to another address",
	.weight = 4,
	.run = run,
};
