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

vm_fault_t brg_page_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct brg_dev *bdev = brg_vma_dev(vma);
	struct brg_fault fault = { .pages = 1 };
	vm_fault_t ret = VM_FAULT_SIGBUS;

	brg_fault_mark(bdev, &fault, entry);
	brg_read_lock(&bdev->memory_lock);
	brg_fault_mark(bdev, &fault, locked);
	if (!brg_accessible(bdev)) {
		brg_fault_mark(bdev, &fault, checked);
		ret = vmf_insert_pfn(vma, vmf->address,
				     brg_vma_pfn(vma, vmf->address));
		brg_fault_mark(bdev, &fault, inserted);
	}
	brg_read_unlock(&bdev->memory_lock);

	return brg_fault_done(bdev, vmf, &fault, ret);
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
