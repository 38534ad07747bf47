// SPDX-License-Identifier: GPL-2.0-only
/*
 * huge_misaligned.c - a huge entry for another block than the faulting one.
 *
 * On 7.3 the core itself asks for a huge entry only where address and offset
 * are congruent, so what can still go wrong is which block it is.
 */
#include "bug.h"
#include "huge.h"

static unsigned long brg_huge_first(const struct vm_area_struct *vma,
				    unsigned long address, unsigned int order)
{
	if (!order)
		return brg_vma_pfn(vma, address);
	return brg_vma_pfn(vma, vma->vm_start) & ~((1UL << order) - 1);
}

const struct brg_bug brg_bug_huge_misaligned = {
	.name = "huge-misaligned",
	.id = "M11",
	.title = "a huge entry maps the block where the VMA begins",
	.origin = "09dfc8a5f2ce, c1d9dac0db16: the frame of a huge entry",
	.mechanism = "a fault beyond the first block gets the frames of the first",
	.interleaving = "a huge fault away from the start of a mapping",
	.detector = "stamps",
	.harm = "nothing",
	.kernels = "6.12 and later",
	.strategy = "huge",
	.supported = IS_ENABLED(CONFIG_ARCH_SUPPORTS_HUGE_PFNMAP),
	.steps = { .huge_frame = brg_huge_first },
};
