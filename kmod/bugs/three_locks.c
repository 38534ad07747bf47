// SPDX-License-Identifier: GPL-2.0-only
/* three_locks.c - three locks in a ring, two of them in each path. */
#include <linux/mutex.h>

#include "bug.h"
#include "irq.h"
#include "state.h"

static DEFINE_MUTEX(brg_gate);	/* interrupts, as vfio-pci has it */

static int brg_irq_fds_gated(struct brg_dev *bdev, const struct brg_irq_set *set)
{
	int ret;

	mutex_lock(&brg_gate);
	brg_point(BRG_AT_GAP);
	ret = brg_irq_set_fds(bdev, set);
	mutex_unlock(&brg_gate);
	return ret;
}

static void brg_hot_lock_gated(struct brg_dev *bdev)
{
	brg_lock_and_zap(bdev);
	/* nobody may set up interrupts now */
	mutex_lock(&brg_gate);
	mutex_unlock(&brg_gate);
}

const struct brg_bug brg_bug_three_locks = {
	.name = "three-locks",
	.id = "M14",
	.title = "set-up of interrupts, hot reset and reset take three locks in a ring",
	.origin = "98693e0897f7: igate, memory_lock and the lock of hot reset",
	.mechanism = "gate, state_lock, memory_lock, gate: each path takes two of them",
	.interleaving = "interrupts are set up, the bus is reset, and a state changes, all at once",
	.detector = "lockdep,hung-task,bounds",
	.harm = "hangs",
	.kernels = "all",
	.strategy = "page",
	.machine = "functions",
	.supported = true,
	.steps = {
		.irq_fds = brg_irq_fds_gated,
		.hot_lock = brg_hot_lock_gated,
	},
};
