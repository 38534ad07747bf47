// SPDX-License-Identifier: GPL-2.0-only
/* listed_unfilled.c - a VMA that could be filled by half counts as filled. */
#include <linux/atomic.h>
#include <linux/mm.h>

#include "bug.h"
#include "mmap.h"

/* As if memory for page tables had run out, every third time. */
static int brg_fill_half(struct vm_area_struct *vma)
{
	static atomic_t n;
	unsigned long pfn = brg_vma_pfn(vma, vma->vm_start);
	unsigned long address, end = vma->vm_end;

	if (!(atomic_inc_return(&n) % 3))
		end = vma->vm_start + (vma_pages(vma) / 2) * PAGE_SIZE;
	for (address = vma->vm_start; address < end; address += PAGE_SIZE)
		if (vmf_insert_pfn(vma, address, pfn++) != VM_FAULT_NOPAGE)
			break;
	/* its entry is on the list already, and whoever finds it is content */
	return 0;
}

const struct brg_bug brg_bug_listed_unfilled = {
	.name = "listed-unfilled",
	.id = "M3",
	.title = "a VMA is listed before it is filled, and stays listed when that fails",
	.origin = "vfio-pci 5.8 to 5.13: listed first, then io_remap_pfn_range()",
	.mechanism = "whoever faults next finds it listed, and returns without an entry, for ever",
	.interleaving = "page tables cannot be had while a VMA is filled; then a touch of its rest",
	.detector = "bounds,hung-task,soft-lockup,rcu-stall",
	.harm = "hangs",
	.kernels = "all",
	.strategy = "vma-list",
	.supported = true,
	.steps = { .fill = brg_fill_half },
};
