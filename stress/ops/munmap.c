// SPDX-License-Identifier: GPL-2.0-or-later
/* munmap.c - take a mapping away. */
#include <errno.h>

#include "stress/op.h"
#include "stress/slot.h"

static int run(struct brg_actor *a)
{
	struct brg_slot *slot = brg_slot_random(a);

	if (!slot->addr || !brg_slot_change(slot))
		return -ECANCELED;
	a->dev = slot->dev;
	if (slot->addr)
		brg_slot_unmap(slot);
	brg_slot_changed(slot);
	return 0;
}

const struct brg_op brg_op_munmap = {
	.name = "munmap",
	.summary = "take a mapping away while others may access it",
	.weight = 8,
	.run = run,
};
