// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault_huge.c - the largest entry that fits, torn down by address space.
 *
 * The core asks for PUD, then PMD, then page order. A huge entry needs the
 * virtual address and the frame aligned alike and the whole block inside the
 * VMA; otherwise the next smaller order is tried (as vfio-pci since 6.12,
 * corrected by c1d9dac0db16 and 09dfc8a5f2ce upstream).
 */
#include "compat.h"
#include "huge.h"
#include "mmap.h"
#include "step.h"

static __always_inline vm_fault_t brg_huge_insert(struct vm_fault *vmf,
						  struct brg_fault *fault)
{
	unsigned long pfn = fault->pfn;

	if (!fault->order)
		return vmf_insert_pfn_prot(vmf->vma, vmf->address, pfn,
					   vmf->vma->vm_page_prot);
	if (IS_ENABLED(CONFIG_ARCH_SUPPORTS_PMD_PFNMAP) &&
	    fault->order == PMD_ORDER)
		return vmf_insert_pfn_pmd(vmf, brg_huge_pfn(pfn), false);
	if (IS_ENABLED(CONFIG_ARCH_SUPPORTS_PUD_PFNMAP) &&
	    fault->order == PUD_ORDER)
		return vmf_insert_pfn_pud(vmf, brg_huge_pfn(pfn), false);
	return VM_FAULT_FALLBACK;
}

vm_fault_t brg_huge_insert_at(struct vm_fault *vmf, struct brg_fault *fault)
{
	return brg_huge_insert(vmf, fault);
}

static __always_inline unsigned long
brg_huge_frame(const struct vm_area_struct *vma, unsigned long address,
	       unsigned int order)
{
	return brg_vma_pfn(vma, address);
}

vm_fault_t brg_huge_fault(struct vm_fault *vmf, unsigned int order)
{
	struct vm_area_struct *vma = vmf->vma;
	unsigned long address = vmf->address & ~((PAGE_SIZE << order) - 1);
	struct brg_fault fault = {
		.order = order,
		.pfn = brg_step(huge_frame, brg_huge_frame)(vma, address, order),
	};

	/* not worth a lock, nor a line in the counters: no attempt was made */
	if (!brg_huge_fits(vma, address, fault.pfn, order))
		return VM_FAULT_FALLBACK;
	return brg_fault_handle(vmf, &fault, brg_huge_insert);
}

static vm_fault_t brg_huge_fault_page(struct vm_fault *vmf)
{
	return brg_huge_fault(vmf, 0);
}

static const struct vm_operations_struct brg_huge_vm_ops = {
	.open = brg_vma_open,
	.close = brg_vma_close,
	.fault = brg_huge_fault_page,
	.huge_fault = brg_huge_fault,
};

const struct brg_strategy brg_strategy_huge = {
	.name = "huge",
	.summary = "PUD, PMD or PTE per fault, whatever fits, zap by address space",
	.supported = true,
	.vm_ops = &brg_huge_vm_ops,
	.lock_and_zap = brg_zap_by_mapping,
};
