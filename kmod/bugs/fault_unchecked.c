// SPDX-License-Identifier: GPL-2.0-only
/* fault_unchecked.c - a fault does not ask whether the VMA is mapped. */
#include "compat.h"
#include "bug.h"
#include "vmas.h"

static struct brg_vma *brg_find_nothing(struct brg_dev *bdev,
					const struct vm_area_struct *vma)
{
	return NULL;
}

const struct brg_bug brg_bug_fault_unchecked = {
	.name = "fault-unchecked",
	.id = "M1",
	.title = "a fault does not look whether another thread has mapped the VMA",
	.origin = "vfio-pci 5.8 to 5.13, repaired in 2021",
	.mechanism = "remap_pfn_range() finds entries where it insists on none",
	.interleaving = "two threads fault one VMA",
	.detector = "bug,oops,kasan,kernel",
	.harm = "kills",
	.kernels = "6.1",
	.strategy = "vma-list",
	/* elsewhere populating leaves alone what is there */
	.supported = BRG_CAN_REMAP_IN_FAULT,
	.steps = { .find = brg_find_nothing },
};
