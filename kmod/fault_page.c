// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault_page.c - one page-table entry per fault, torn down by address space.
 *
 * What Gunthorpe asked for in 2021 in place of remap_pfn_range() in a fault:
 * vmf_insert_pfn_prot() does its own locking and takes an entry that is
 * already there for done.
 */
#include "compat.h"
#include "mmap.h"

static __always_inline vm_fault_t brg_page_insert(struct vm_fault *vmf,
						  struct brg_fault *fault)
{
	return vmf_insert_pfn_prot(vmf->vma, vmf->address,
				   brg_vma_pfn(vmf->vma, vmf->address),
				   vmf->vma->vm_page_prot);
}

vm_fault_t brg_page_fault(struct vm_fault *vmf)
{
	struct brg_fault fault = { };

	return brg_fault_handle(vmf, &fault, brg_page_insert);
}

static const struct vm_operations_struct brg_page_vm_ops = {
	.open = brg_vma_open,
	.close = brg_vma_close,
	.fault = brg_page_fault,
};

const struct brg_strategy brg_strategy_page = {
	.name = "page",
	.summary = "one PTE per fault by vmf_insert_pfn, zap by address space",
	.supported = true,
	.vm_ops = &brg_page_vm_ops,
	.lock_and_zap = brg_zap_by_mapping,
};
