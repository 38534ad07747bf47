// SPDX-License-Identifier: GPL-2.0-only
/*
 * unmap_needs_mmap.c - a wait that no lock stands for.
 *
 * The revoker holds memory_lock and waits for an unmapping; that waits for
 * mmap_lock of processes that attached; who has one waits for memory_lock.
 */
#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/wait.h>

#include "bug.h"
#include "exp_priv.h"
#include "imp_priv.h"
#include "state.h"

#define BRG_NR_LATE	8

static struct mm_struct *brg_late_mm[BRG_NR_LATE];	/* of who attached */

static void brg_late_work(struct work_struct *work)
{
	unsigned int i;

	for (i = 0; i < BRG_NR_LATE; i++) {
		struct mm_struct *mm = READ_ONCE(brg_late_mm[i]);

		if (!mm || !mmget_not_zero(mm))
			continue;
		mmap_read_lock(mm);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	brg_imp_work(work);
}

/* Keeps the structure, once for each that attaches; not the mappings. */
static void brg_set_late_work(struct brg_imp *imp)
{
	mmgrab(current->mm);
	WRITE_ONCE(brg_late_mm[hash_ptr(current->mm, ilog2(BRG_NR_LATE))],
		   current->mm);
	INIT_DELAYED_WORK(&imp->work, brg_late_work);
}

static void brg_await_locked(struct brg_exp *exp, unsigned long deadline)
{
	struct brg_dev *bdev = exp->bdev;

	brg_lock(bdev);
	wait_event(bdev->exps.unmapped, !READ_ONCE(exp->nr_maps));
	brg_unlock(bdev);
	brg_exp_await(exp, deadline);
}

const struct brg_bug brg_bug_unmap_needs_mmap = {
	.name = "unmap-needs-mmap",
	.id = "D14",
	.title = "an importer needs mmap_lock to unmap, and is waited for under memory_lock",
	.origin = "what notifiers of mmu and dma-bufs do to each other in RDMA drivers",
	.mechanism = "no lock class covers the completion that closes the ring",
	.interleaving = "a fault or mmap, a revocation and a slow unmapping, all at once",
	.detector = "bounds,hung-task,workqueue-lockup",
	.harm = "hangs",
	.kernels = "all",
	.strategy = "page",
	.supported = true,
	.steps = {
		.set_work = brg_set_late_work,
		.await = brg_await_locked,
	},
};
