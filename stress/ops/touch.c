// SPDX-License-Identifier: GPL-2.0-or-later
/* touch.c - read and write single pages of a mapping. */
#include <errno.h>

#include "stress/access.h"
#include "stress/op.h"
#include "stress/slot.h"

static int run(struct brg_actor *a)
{
	struct brg_slot *slot = brg_slot_mapped(a);
	unsigned int n = 1 + (unsigned int)brg_pick(a, 16);
	int ret = -ECANCELED;

	if (!slot)
		return ret;
	a->dev = slot->dev;
	for (unsigned int i = 0; i < n; i++) {
		/* one beyond the end, too: nothing may be there */
		uint64_t pages = slot->length / BRG_PAGE + 1;
		uint64_t page = brg_pick(a, pages);

		ret = brg_access(a, slot, page,
				 brg_pick(a, 3) ? BRG_READ : BRG_WRITE);
		a->arg[0] = page;
	}
	return ret;
}

const struct brg_op brg_op_touch = {
	.name = "touch",
	.summary = "read or write random pages of a mapping, and one past its end",
	.weight = 60,
	.run = run,
};
