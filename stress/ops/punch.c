// SPDX-License-Identifier: GPL-2.0-or-later
/* punch.c - take part of a mapping away, which splits its VMA. */
#include <errno.h>

#include "stress/op.h"
#include "stress/slot.h"

/* From one end, so that what is left is one range. */
static void cut(struct brg_actor *a, struct brg_slot *slot)
{
	uint64_t pages = (slot->hi - slot->lo) / BRG_PAGE;
	uint64_t bytes = (1 + brg_pick(a, pages - 1)) * BRG_PAGE;

	if (brg_pick(a, 2)) {
		brg_hole(slot->addr + slot->lo, bytes);
		slot->lo += bytes;
	} else {
		slot->hi -= bytes;
		brg_hole(slot->addr + slot->hi, bytes);
	}
	a->arg[0] = slot->lo;
	a->arg[1] = slot->hi;
}

static int run(struct brg_actor *a)
{
	struct brg_slot *slot = brg_slot_mapped(a);
	int ret = -ECANCELED;

	if (!slot || !brg_slot_change(slot))
		return ret;
	a->dev = slot->dev;
	if (slot->addr && slot->hi - slot->lo > BRG_PAGE) {
		cut(a, slot);
		ret = 0;
	}
	brg_slot_changed(slot);
	return ret;
}

const struct brg_op brg_op_punch = {
	.name = "punch",
	.summary = "unmap the beginning or the end of a mapping",
	.weight = 4,
	.run = run,
};
