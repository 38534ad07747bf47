// SPDX-License-Identifier: GPL-2.0-or-later
/* mprotect.c - change the protection of a mapping, in one go or by splitting
 * its VMA and merging it again. */
#include <errno.h>
#include <sys/mman.h>

#include "stress/op.h"
#include "stress/slot.h"

static int change(struct brg_actor *a, struct brg_slot *slot)
{
	static const int prots[] = { PROT_READ | PROT_WRITE,
				     PROT_READ | PROT_WRITE, PROT_READ,
				     PROT_NONE };
	int prot = prots[brg_pick(a, 4)];
	char *p = slot->addr + slot->lo;
	uint64_t length = slot->hi - slot->lo;
	uint64_t half = length / 2 & ~(BRG_PAGE - 1);

	a->arg[0] = (uint64_t)prot;
	if (half && brg_pick(a, 2) && mprotect(p + half, length - half, prot))
		return -errno;
	if (mprotect(p, length, prot))
		return -errno;
	slot->prot = prot;
	return 0;
}

static int run(struct brg_actor *a)
{
	struct brg_slot *slot = brg_slot_mapped(a);
	int ret = -ECANCELED;

	if (!slot || !brg_slot_change(slot))
		return ret;
	a->dev = slot->dev;
	if (slot->addr) {
		ret = change(a, slot);
		/* half done is not what the slot says any more */
		if (ret)
			brg_slot_unmap(slot);
	}
	brg_slot_changed(slot);
	return ret;
}

const struct brg_op brg_op_mprotect = {
	.name = "mprotect",
	.summary = "change the protection of a mapping, by way of a split or not",
	.weight = 4,
	.run = run,
};
