// SPDX-License-Identifier: GPL-2.0-or-later
/* dma_map_bar.c - map part of the BAR for DMA by a dma-buf, and unmap it. */
#include <errno.h>
#include <string.h>

#include "stress/op.h"

static int run(struct brg_actor *a)
{
	struct brg_device *dev = brg_pick_device(a);
	uint64_t pages = 1 + brg_pick(a, dev->span / BRG_PAGE);
	uint64_t offset = brg_pick(a, dev->span / BRG_PAGE - pages + 1) *
			  BRG_PAGE;
	/* apart by worker, so that nobody unmaps another's; and from dma-map */
	uint64_t iova = (a->id + 1ull) << 32 | 1ull << 31;
	struct brg_view before, after;
	_Atomic uint64_t none = 0;
	struct brg_target t;
	int ret = brg_actor_target(a, dev, &t);

	if (ret)
		return ret;
	a->arg[0] = offset;
	a->arg[1] = pages * BRG_PAGE;
	brg_view_take(dev->shared, &none, &before);
	ret = brg_target_dma_map_bar(&t, dev->bar, offset, pages * BRG_PAGE,
				     iova);
	brg_view_take(dev->shared, &none, &after);
	brg_checked(a, "results");
	/* refused at once where memory is off; while a reset lasts, too */
	if (ret && ret != -ENOMEM && ret != -ENODEV &&
	    brg_view_surely(&before, &after, BRG_ON) &&
	    brg_view_sharp(&before, &after))
		brg_wrong(a, "results", "part of the BAR could not be mapped for DMA",
			  "%s", t.error);
	if (!ret) {
		ret = brg_target_dma_unmap(&t, iova, pages * BRG_PAGE);
		if (ret)
			brg_wrong(a, "results", "a DMA mapping of the BAR could not be taken away",
				  "%s", t.error);
	}
	brg_actor_put(&t);
	return ret;
}

const struct brg_op brg_op_dma_map_bar = {
	.name = "dma-map-bar",
	.summary = "map and unmap part of the BAR in the IOMMU by a dma-buf of it",
	.needs = BRG_NEED_DMA_MAP_BAR,
	.weight = 2,
	.run = run,
};
