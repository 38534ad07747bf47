// SPDX-License-Identifier: GPL-2.0-only
/* trylock_in_fault.c - a fault that finds the lock taken gives up. */
#include "bug.h"
#include "dev.h"

static bool brg_fault_trylock(struct brg_dev *bdev)
{
	switch (bdev->memory_lock.flavour) {
	case BRG_LOCK_RWSEM:
		return down_read_trylock(&bdev->memory_lock.rwsem);
	case BRG_LOCK_PERCPU_RWSEM:
		return percpu_down_read_trylock(&bdev->memory_lock.percpu);
	default:
		return mutex_trylock(&bdev->memory_lock.mutex);
	}
}

const struct brg_bug brg_bug_trylock_in_fault = {
	.name = "trylock-in-fault",
	.id = "M4",
	.title = "a fault only tries to take memory_lock",
	.origin = "first version of the 2020 series",
	.mechanism = "a fault that meets a writer ends in SIGBUS instead of waiting",
	.interleaving = "a fault against anything that takes memory_lock for write",
	.detector = "enabled",
	.harm = "nothing",
	.kernels = "all",
	.strategy = "page",
	.supported = true,
	.steps = { .fault_lock = brg_fault_trylock },
};
