// SPDX-License-Identifier: GPL-2.0-only
/* lock_before_mmap.c - memory_lock first, then mmap_lock: against a fault. */
#include <linux/mm.h>
#include <linux/sched.h>

#include "bug.h"
#include "state.h"
#include "strategy.h"

static void brg_lock_before_mmap(struct brg_dev *bdev)
{
	struct mm_struct *mm = current->mm;

	brg_lock(bdev);
	brg_point(BRG_AT_GAP);
	if (mm) {
		mmap_read_lock(mm);
		mmap_read_unlock(mm);
	}
	brg_unlock(bdev);
	bdev->strategy->lock_and_zap(bdev);
}

const struct brg_bug brg_bug_lock_before_mmap = {
	.name = "lock-before-mmap",
	.id = "M5",
	.title = "emptying takes memory_lock before mmap_lock",
	.origin = "the order that the 2020 series had to turn round",
	.mechanism = "a fault arrives with mmap_lock and waits for memory_lock",
	.interleaving = "memory goes off while a thread of the same process faults or maps",
	.detector = "lockdep,hung-task,bounds",
	.harm = "hangs",
	.kernels = "all",
	.strategy = "page",
	.supported = true,
	.steps = { .lock_and_zap = brg_lock_before_mmap },
};
