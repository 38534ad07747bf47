// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault_around.c - an aligned window of pages per fault, torn down by address
 * space. The window's size is the strategy's parameter.
 */
#include "compat.h"
#include "mmap.h"
#include "populate.h"

static vm_fault_t brg_around_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct brg_dev *bdev = brg_vma_dev(vma);
	unsigned long window = (unsigned long)bdev->param << PAGE_SHIFT;
	unsigned long start = round_down(vmf->address, window);
	unsigned long end = min(vma->vm_end, start + window);
	struct brg_fault fault = { };
	vm_fault_t ret = VM_FAULT_SIGBUS;

	start = max(vma->vm_start, start);
	brg_fault_mark(bdev, &fault, entry);
	brg_read_lock(&bdev->memory_lock);
	brg_fault_mark(bdev, &fault, locked);
	if (!brg_accessible(bdev)) {
		brg_fault_mark(bdev, &fault, checked);
		ret = brg_fault_result(brg_populate_bulk(vma, start, end,
							 &fault.pages));
		brg_fault_mark(bdev, &fault, inserted);
	}
	brg_read_unlock(&bdev->memory_lock);

	return brg_fault_done(bdev, vmf, &fault, ret);
}

static const struct vm_operations_struct brg_around_vm_ops = {
	.open = brg_vma_open,
	.close = brg_vma_close,
	.fault = brg_around_fault,
};

const struct brg_strategy brg_strategy_around = {
	.name = "around",
	.summary = "aligned window of pages per fault (parameter), zap by address space",
	.supported = true,
	.param_min = 1,
	.param_max = PTRS_PER_PTE,
	.param_default = 16,	/* fault_around_bytes of the page cache: 64 KiB */
	.vm_ops = &brg_around_vm_ops,
	.lock_and_zap = brg_zap_by_mapping,
};
