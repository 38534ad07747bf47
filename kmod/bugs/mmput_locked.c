// SPDX-License-Identifier: GPL-2.0-only
/* mmput_locked.c - what may be the last mmput(), under a lock it may want. */
#include <linux/sched/mm.h>

#include "bug.h"
#include "dev.h"

static void brg_mmput_locked(struct brg_dev *bdev, struct mm_struct *mm)
{
	mutex_lock(&bdev->vma_lock);
	/* the last one unmaps, and our close() wants vma_lock */
	mmput(mm);
	mutex_unlock(&bdev->vma_lock);
}

const struct brg_bug brg_bug_mmput_locked = {
	.name = "mmput-locked",
	.id = "M13",
	.title = "the last reference to a process may be dropped under vma_lock",
	.origin = "review of the 2020 series",
	.mechanism = "the last reference unmaps, and close() wants the lock that is held",
	.interleaving = "a process that maps the device exits while its mappings are emptied",
	.detector = "lockdep,hung-task,bounds",
	.harm = "hangs",
	.kernels = "all",
	.strategy = "vma-list",
	.supported = true,
	.steps = { .put = brg_mmput_locked },
};
