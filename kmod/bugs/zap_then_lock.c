// SPDX-License-Identifier: GPL-2.0-only
/* zap_then_lock.c - mappings are emptied, and only then the lock is taken. */
#include "bug.h"
#include "state.h"
#include "strategy.h"

static void brg_zap_then_lock(struct brg_dev *bdev)
{
	bdev->strategy->lock_and_zap(bdev);
	brg_unlock(bdev);
	/* a fault that comes here puts an entry back */
	brg_point(BRG_AT_GAP);
	brg_lock(bdev);
}

const struct brg_bug brg_bug_zap_then_lock = {
	.name = "zap-then-lock",
	.id = "M7",
	.title = "emptying and locking are two steps, and a fault fits between",
	.origin = "review of the 2020 series; the reason for zap_and_down_write in its name",
	.mechanism = "a fault between the two puts an entry back that nobody empties",
	.interleaving = "a fault in the gap between emptying and locking",
	.detector = "disabled,ptes,stamps",
	.harm = "nothing",
	.kernels = "all",
	.strategy = "page",
	.supported = true,
	.steps = { .lock_and_zap = brg_zap_then_lock },
};
