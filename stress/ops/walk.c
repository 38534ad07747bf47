// SPDX-License-Identifier: GPL-2.0-or-later
/* walk.c - read pages of a mapping one after the other. */
#include <errno.h>

#include "stress/access.h"
#include "stress/op.h"
#include "stress/slot.h"

#define MOST 600	/* pages; more than one page table */

static int run(struct brg_actor *a)
{
	struct brg_slot *slot = brg_slot_mapped(a);
	uint64_t pages, first, n;
	int ret = -ECANCELED;

	if (!slot)
		return ret;
	a->dev = slot->dev;
	pages = slot->length / BRG_PAGE;
	if (!pages)
		return ret;
	first = brg_pick(a, pages);
	n = brg_pick(a, MOST) + 1;
	a->arg[0] = first;
	for (uint64_t page = first; page < pages && page < first + n; page++) {
		ret = brg_access(a, slot, page, BRG_READ);
		if (ret)
			break;
	}
	return ret;
}

const struct brg_op brg_op_walk = {
	.name = "walk",
	.summary = "read pages of a mapping one after the other",
	.weight = 6,
	.run = run,
};
