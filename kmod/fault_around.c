// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault_around.c - an aligned window of pages per fault, torn down by address
 * space. The window's size is the strategy's parameter.
 */
#include "compat.h"
#include "mmap.h"
#include "populate.h"

static vm_fault_t brg_around_insert(struct vm_fault *vmf,
				    struct brg_fault *fault)
{
	struct vm_area_struct *vma = vmf->vma;
	unsigned long window = (unsigned long)brg_vma_dev(vma)->param << PAGE_SHIFT;
	unsigned long start = round_down(vmf->address, window);
	unsigned long end = min(vma->vm_end, start + window);
	unsigned long pages = 0;
	int ret;

	ret = brg_populate_bulk(vma, max(vma->vm_start, start), end, 0, 0,
				&pages);
	if (pages)
		fault->extra = pages - 1;
	return brg_fault_result(ret);
}

static vm_fault_t brg_around_fault(struct vm_fault *vmf)
{
	struct brg_fault fault = { };

	return brg_fault_handle(vmf, &fault, brg_around_insert);
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
