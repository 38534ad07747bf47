// SPDX-License-Identifier: GPL-2.0-or-later
/* dma_map.c - map a BAR mapping for DMA of the function, and unmap it. */
#include <errno.h>

#include "stress/op.h"
#include "stress/setup.h"
#include "stress/slot.h"

static int run(struct brg_actor *a)
{
	struct brg_slot *slot = brg_slot_mapped(a);
	/* apart by worker, so that nobody unmaps another's */
	uint64_t iova = (a->id + 1ull) << 32;
	struct brg_target t;
	int ret;

	if (!slot)
		return -ECANCELED;
	a->dev = slot->dev;
	ret = brg_actor_target(a, &a->setup->dev[slot->dev], &t);
	if (ret)
		return ret;
	ret = brg_target_dma_map(&t, slot->addr, iova, slot->length);
	if (!ret)
		ret = brg_target_dma_unmap(&t, iova, slot->length);
	brg_actor_put(&t);
	return ret;
}

const struct brg_op brg_op_dma_map = {
	.name = "dma-map",
	.summary = "map and unmap a BAR mapping in the IOMMU by the target",
	.needs = BRG_NEED_DMA_MAP,
	.weight = 2,
	.run = run,
};
