// SPDX-License-Identifier: GPL-2.0-only
/* map_takes_lock.c - an exporter asks for its state by memory_lock, in map. */
#include <linux/dma-resv.h>

#include "bug.h"
#include "exp_priv.h"
#include "strategy.h"

static bool brg_may_map_locked(const struct brg_exp *exp)
{
	struct brg_memlock *lock = &exp->bdev->memory_lock;
	bool live;

	brg_read_lock(lock);
	live = READ_ONCE(exp->state) == BRG_EXP_LIVE;
	brg_read_unlock(lock);
	return live;
}

/* As vfio-pci tells importers: with memory_lock held. Rightly. */
static void brg_zap_and_move(struct brg_dev *bdev)
{
	struct brg_exp *exp;

	bdev->strategy->lock_and_zap(bdev);
	for (exp = brg_exp_next(bdev, NULL); exp;
	     exp = brg_exp_next(bdev, exp)) {
		dma_resv_lock(exp->dmabuf->resv, NULL);
		dma_resv_unlock(exp->dmabuf->resv);
	}
}

const struct brg_bug brg_bug_map_takes_lock = {
	.name = "map-takes-lock",
	.id = "D11",
	.title = "map takes memory_lock below the reservation lock",
	.origin = "review of the vfio-pci dma-buf series",
	.mechanism = "revocation takes the two in the opposite order",
	.interleaving = "map against revocation",
	.detector = "lockdep,hung-task,bounds",
	.harm = "hangs",
	.kernels = "all",
	.strategy = "page",
	.supported = true,
	.steps = {
		.may_map = brg_may_map_locked,
		.lock_and_zap = brg_zap_and_move,
	},
};
