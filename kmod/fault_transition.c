// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault_transition.c - populated when memory becomes valid, wiped when it
 * stops being so; a fault is always SIGBUS.
 *
 * Gunthorpe's proposal of 2021: no page-table work in the fault handler at
 * all. Every VMA is on the list, full while memory is enabled and empty while
 * it is not. Between enabling and the end of the walk an access gets SIGBUS by
 * design; whoever enabled memory has to wait for the return.
 */
#include "compat.h"
#include "mmap.h"
#include "populate.h"
#include "vmas.h"

static int brg_transition_mmap(struct brg_dev *bdev, struct vm_area_struct *vma)
{
	return brg_vmas_mmap(bdev, vma, brg_populate_all, true);
}

static void brg_transition_enabled(struct brg_dev *bdev)
{
	brg_vmas_populate(bdev, brg_populate_all);
}

static const struct vm_operations_struct brg_transition_vm_ops = {
	.open = brg_vmas_open,
	.close = brg_vmas_close,
	.fault = brg_sigbus_fault,
};

const struct brg_strategy brg_strategy_transition = {
	.name = "transition",
	.summary = "populate when memory becomes valid, wipe when it stops, fault is SIGBUS",
	.supported = true,
	.vm_ops = &brg_transition_vm_ops,
	.mmap = brg_transition_mmap,
	.lock_and_zap = brg_vmas_lock_and_zap_keep,
	.enabled = brg_transition_enabled,
};
