/* SPDX-License-Identifier: GPL-2.0-only */
/* huge.h - huge entries, on kernels that have them for device frames. */
#ifndef BRG_HUGE_H
#define BRG_HUGE_H

#include <linux/mm.h>

#include "mmap.h"

/**
 * brg_huge_fits - can one entry of @order map @address?
 * @vma: of a device
 * @address: aligned to @order
 * @pfn: frame behind it
 * @order: page order
 */
static inline bool brg_huge_fits(const struct vm_area_struct *vma,
				 unsigned long address, unsigned long pfn,
				 unsigned int order)
{
	return !order || (address >= vma->vm_start &&
			  address + (PAGE_SIZE << order) <= vma->vm_end &&
			  IS_ALIGNED(pfn, 1UL << order));
}

/* Could a PMD map the range that @address is in, on this kernel? */
static inline bool brg_huge_may_map(const struct vm_area_struct *vma,
				    unsigned long address)
{
	unsigned long block = address & PMD_MASK;

	return IS_ENABLED(CONFIG_ARCH_SUPPORTS_PMD_PFNMAP) &&
	       brg_huge_fits(vma, block, brg_vma_pfn(vma, block),
			     PMD_SHIFT - PAGE_SHIFT);
}

/* Insert fault->pfn at fault->order; memory_lock held for read. */
vm_fault_t brg_huge_insert_at(struct vm_fault *vmf, struct brg_fault *fault);

/* vm_ops.huge_fault of "huge"; VM_FAULT_FALLBACK where there is none */
vm_fault_t brg_huge_fault(struct vm_fault *vmf, unsigned int order);

#endif /* BRG_HUGE_H */
