// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault_adaptive.c - huge where it fits, elsewhere windows that follow use,
 * torn down by address space, at addresses chosen so that huge fits.
 */
#include "compat.h"
#include "adapt.h"
#include "huge.h"
#include "mmap.h"
#include "populate.h"

static vm_fault_t brg_adaptive_insert(struct vm_fault *vmf,
				      struct brg_fault *fault)
{
	struct vm_area_struct *vma = vmf->vma;
	struct brg_window window;
	unsigned long pages = 0;
	int ret;

	/*
	 * A range that a PMD could map may get one at any time, and then there
	 * is no page table to fill: single pages only.
	 */
	if (brg_huge_may_map(vma, vmf->address))
		return vmf_insert_pfn(vma, vmf->address,
				      brg_vma_pfn(vma, vmf->address));

	brg_adapt_window(&brg_vma_dev(vma)->adapt, vmf, &window);
	ret = brg_populate_bulk(vma, window.start, window.end, vmf->address,
				&pages);
	if (pages)
		fault->extra = pages - 1;
	return brg_fault_result(ret);
}

static vm_fault_t brg_adaptive_fault(struct vm_fault *vmf)
{
	struct brg_fault fault = { };

	return brg_fault_handle(vmf, &fault, brg_adaptive_insert);
}

static int brg_adaptive_mmap(struct brg_dev *bdev, struct vm_area_struct *vma)
{
	brg_adapt_reset(&bdev->adapt, vma);
	return 0;
}

static void brg_adaptive_open(struct vm_area_struct *vma)
{
	brg_vma_open(vma);
	brg_adapt_reset(&brg_vma_dev(vma)->adapt, vma);
}

/* Where the kernel allows, faults run under the lock of the VMA; see there. */
static const struct vm_operations_struct brg_adaptive_vm_ops = {
	.open = brg_adaptive_open,
	.close = brg_vma_close,
	.fault = brg_adaptive_fault,
	.map_pages = brg_map_no_pages,
	BRG_HUGE_FAULT(brg_huge_fault)
};

const struct brg_strategy brg_strategy_adaptive = {
	.name = "adaptive",
	.summary = "huge where it fits, else windows that follow use; zap by address space",
	.supported = true,
	.steers = true,
	.vm_ops = &brg_adaptive_vm_ops,
	.mmap = brg_adaptive_mmap,
	.lock_and_zap = brg_zap_by_mapping,
};
