// SPDX-License-Identifier: GPL-2.0-only
/* listed_twice.c - a fault puts the VMA on the list twice. */
#include "bug.h"
#include "vmas.h"

static struct brg_vma *brg_add_twice(struct brg_dev *bdev,
				     struct vm_area_struct *vma)
{
	/* close() takes one of them away; the other outlives the VMA */
	brg_vmas_add(bdev, vma);
	return brg_vmas_add(bdev, vma);
}

const struct brg_bug brg_bug_listed_twice = {
	.name = "listed-twice",
	.id = "M2",
	.title = "a VMA is on the list twice, and its end takes one away",
	.origin = "vfio-pci 5.8 to 5.13, repaired in 2021",
	.mechanism = "the entry that is left points to a VMA that has been freed",
	.interleaving = "a VMA goes, and a later walk of the list reads it",
	.detector = "kasan,oops,bug,list-corruption",
	.harm = "corrupts",
	.kernels = "all",
	.needs = "KASAN",
	.strategy = "vma-list",
	.supported = true,
	.steps = { .add = brg_add_twice },
};
