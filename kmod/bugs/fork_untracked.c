// SPDX-License-Identifier: GPL-2.0-only
/* fork_untracked.c - a VMA made by fork is on no list. */
#include "bug.h"

static void brg_fork_untracked(struct brg_dev *bdev, struct vm_area_struct *vma)
{
}

const struct brg_bug brg_bug_fork_untracked = {
	.name = "fork-untracked",
	.id = "M9",
	.title = "open() neither empties nor lists the VMA of a forked child",
	.origin = "fork copies page tables after open(); the 2020 scheme",
	.mechanism = "the copied page tables of a child are emptied by nobody",
	.interleaving = "fork, memory off, the child touches",
	.detector = "disabled,ptes,stamps,gone",
	.harm = "nothing",
	.kernels = "all",
	.strategy = "vma-list",
	.supported = true,
	.steps = { .list_copy = brg_fork_untracked },
};
