// SPDX-License-Identifier: GPL-2.0-only
/* lock_over_irqs.c - memory_lock is held while interrupts are set up. */
#include "bug.h"
#include "irq.h"
#include "state.h"

static int brg_irq_fds_locked(struct brg_dev *bdev,
			      const struct brg_irq_set *set)
{
	int ret;

	brg_lock(bdev);
	brg_point(BRG_AT_GAP);
	/* reads user memory, and takes state_lock */
	ret = brg_irq_set_fds(bdev, set);
	brg_unlock(bdev);
	return ret;
}

const struct brg_bug brg_bug_lock_over_irqs = {
	.name = "lock-over-irqs",
	.id = "M6",
	.title = "memory_lock is held over all of the set-up of MSI-X",
	.origin = "the circular dependency that Qian Cai found in the 2020 series",
	.mechanism = "user memory and state_lock come after memory_lock there, before it elsewhere",
	.interleaving = "interrupts are set up against a fault or a reset",
	.detector = "lockdep,hung-task,bounds",
	.harm = "hangs",
	.kernels = "all",
	.strategy = "page",
	.machine = "functions",
	.supported = true,
	.steps = { .irq_fds = brg_irq_fds_locked },
};
