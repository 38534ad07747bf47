// SPDX-License-Identifier: GPL-2.0-only
/* unpin_twice.c - an importer that comes about by half is unpinned twice. */
#include "compat.h"
#include "bug.h"
#include "imp_priv.h"

/* As if memory had run out, every eighth time. */
static int brg_enlist_badly(struct brg_imp *imp, u32 *id)
{
	static atomic_t n;

	if (atomic_inc_return(&n) % 8)
		return xa_alloc(&imp->bdev->imps.ids, id, imp, xa_limit_31b,
				GFP_KERNEL);
	brg_imp_lock(imp);
	if (imp->pinned)
		dma_buf_unpin(imp->attach);
	brg_imp_unlock(imp);
	/* imp->pinned is still set, and whoever cleans up goes by it */
	return -ENOMEM;
}

const struct brg_bug brg_bug_unpin_twice = {
	.name = "unpin-twice",
	.id = "D16",
	.title = "the error path of an attachment unpins, and so does what it calls",
	.origin = "error paths of pinned dma-buf registration in the RDMA core",
	.mechanism = "the pin of another importer goes",
	.interleaving = "an importer that pins, and memory that runs out",
	.detector = "warning,kernel",
	.harm = "corrupts",
	.kernels = "before 7.1",
	.strategy = "page",
	.supported = !BRG_HAS_NO_PIN,
	.steps = { .enlist = brg_enlist_badly },
};
