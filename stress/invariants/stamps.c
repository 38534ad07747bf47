// SPDX-License-Identifier: GPL-2.0-or-later
/* stamps.c - an access reaches the page that was mapped, and no other. */
#include "stress/invariant.h"
#include "stress/stamp.h"

/* The last half of one page and the first of the next. */
static bool straddle_holds(const struct brg_access *x)
{
	uint64_t page = x->at & ~(BRG_PAGE - 1);
	const struct brg_device *dev = x->dev;
	uint64_t first = brg_stamp(dev->index, dev->bar, x->offset + page);
	uint64_t second = brg_stamp(dev->index, dev->bar,
				    x->offset + page + BRG_PAGE);

	return (uint32_t)x->value == (uint32_t)(first >> 32) &&
	       (uint32_t)(x->value >> 32) == (uint32_t)second;
}

static enum brg_judgement judge(const struct brg_access *x)
{
	uint64_t offset = x->offset + x->at;
	bool holds;

	if (x->signal || !x->dev->stamped || x->kind == BRG_WRITE)
		return BRG_SAYS_NOTHING;
	if (x->kind == BRG_STRADDLE)
		holds = straddle_holds(x);
	else
		holds = brg_stamp_holds(brg_stamp(x->dev->index, x->dev->bar,
						  offset & ~(BRG_PAGE - 1)),
					offset & (BRG_PAGE - 1), x->value);
	return holds ? BRG_HOLDS : BRG_BROKEN;
}

const struct brg_invariant brg_inv_stamps = {
	.name = "stamps",
	.claim = "an access that completes reads what that page of that BAR of that device holds",
	.source = "mmap(2); v7.3 drivers/vfio/pci/vfio_pci_core.c: an access completes before memory goes or gets SIGBUS, so also around resets",
	.title = "an access read what is not in that page",
	.access = judge,
};
