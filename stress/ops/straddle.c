// SPDX-License-Identifier: GPL-2.0-or-later
/* straddle.c - one access that needs two pages. */
#include <errno.h>

#include "stress/access.h"
#include "stress/op.h"
#include "stress/slot.h"

static int run(struct brg_actor *a)
{
	struct brg_slot *slot = brg_slot_mapped(a);
	uint64_t pages;

	if (!slot)
		return -ECANCELED;
	a->dev = slot->dev;
	pages = slot->length / BRG_PAGE;
	if (!pages)
		return -ECANCELED;
	a->arg[0] = brg_pick(a, pages);
	return brg_access(a, slot, a->arg[0], BRG_STRADDLE);
}

const struct brg_op brg_op_straddle = {
	.name = "straddle",
	.summary = "read 8 bytes that lie in two pages",
	.weight = 6,
	.run = run,
};
