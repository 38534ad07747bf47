// SPDX-License-Identifier: GPL-2.0-or-later
/* uaccess.c - the kernel itself accesses a mapping. */
#include <errno.h>

#include "stress/access.h"
#include "stress/op.h"
#include "stress/slot.h"

static int run(struct brg_actor *a)
{
	struct brg_slot *slot = brg_slot_mapped(a);

	if (!slot || slot->length < BRG_PAGE)
		return -ECANCELED;
	a->dev = slot->dev;
	a->arg[0] = brg_pick(a, slot->length / BRG_PAGE);
	return brg_access(a, slot, a->arg[0], BRG_BY_KERNEL);
}

const struct brg_op brg_op_uaccess = {
	.name = "uaccess",
	.summary = "a write() takes its data from a mapping",
	.weight = 6,
	.run = run,
};
