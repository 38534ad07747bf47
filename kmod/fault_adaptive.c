// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault_adaptive.c - huge where it fits, elsewhere windows that follow use, or
 * mmap() itself where earlier mappings were used throughout; torn down by
 * address space, at addresses chosen so that huge fits.
 *
 * Where no huge entry fits at all, a VMA has operations without huge_fault: the
 * core then does not ask for one, and there is always a page table to fill. One
 * made by open() has others than one made by mmap(), as it is used for
 * something else: a child of fork() may use all of what its parent only has.
 */
#include "compat.h"
#include "adapt.h"
#include "huge.h"
#include "mmap.h"
#include "populate.h"
#include "unlinked.h"

static vm_fault_t brg_adaptive_insert_window(struct vm_fault *vmf,
					     struct brg_fault *fault,
					     const struct brg_window *window)
{
	struct vm_area_struct *vma = vmf->vma;
	bool near = (window->start & PMD_MASK) == (vmf->address & PMD_MASK);
	unsigned long pages = 0;
	int ret;

	ret = brg_populate_bulk(vma, window->start, window->end,
				near ? vmf->address : 0, window->hole, &pages);
	if (pages)
		fault->extra = pages - 1;
	brg_adapt_mapped(&brg_vma_dev(vma)->adapt, vma, pages);
	return brg_fault_result(ret);
}

static __always_inline vm_fault_t brg_small_insert(struct vm_fault *vmf,
						   struct brg_fault *fault,
						   bool copied)
{
	struct brg_adapt *adapt = &brg_vma_dev(vmf->vma)->adapt;
	struct brg_window window;

	if (brg_adapt_window(adapt, vmf, copied, &window))
		return brg_single_insert(&adapt->memtypes, vmf);
	return brg_adaptive_insert_window(vmf, fault, &window);
}

static __always_inline vm_fault_t brg_made_insert(struct vm_fault *vmf,
						  struct brg_fault *fault)
{
	return brg_small_insert(vmf, fault, false);
}

static __always_inline vm_fault_t brg_copied_insert(struct vm_fault *vmf,
						    struct brg_fault *fault)
{
	return brg_small_insert(vmf, fault, true);
}

static __always_inline vm_fault_t brg_adaptive_insert(struct vm_fault *vmf,
						      struct brg_fault *fault)
{
	struct brg_window window;

	/*
	 * A range that a PMD could map may get one at any time, and then there
	 * is no page table to fill: single pages only.
	 */
	if (brg_huge_may_map(vmf->vma, vmf->address))
		return vmf_insert_pfn_prot(vmf->vma, vmf->address,
					   brg_vma_pfn(vmf->vma, vmf->address),
					   vmf->vma->vm_page_prot);
	brg_adapt_window_apart(&brg_vma_dev(vmf->vma)->adapt, vmf, &window);
	return brg_adaptive_insert_window(vmf, fault, &window);
}

static vm_fault_t brg_made_fault(struct vm_fault *vmf)
{
	struct brg_fault fault = { };

	return brg_fault_handle(vmf, &fault, brg_made_insert);
}

static vm_fault_t brg_copied_fault(struct vm_fault *vmf)
{
	struct brg_fault fault = { };

	return brg_fault_handle(vmf, &fault, brg_copied_insert);
}

static vm_fault_t brg_adaptive_fault(struct vm_fault *vmf)
{
	struct brg_fault fault = { };

	return brg_fault_handle(vmf, &fault, brg_adaptive_insert);
}

static void brg_adaptive_close(struct vm_area_struct *vma)
{
	brg_adapt_close(&brg_vma_dev(vma)->adapt, vma);
	brg_vma_close(vma);
}

/* Only these may have been filled by mmap(). */
static void brg_small_close(struct vm_area_struct *vma)
{
	brg_unlinked_close(brg_vma_dev(vma), vma);
	brg_adaptive_close(vma);
}

/* Where the kernel allows, faults run under the lock of the VMA; see there. */
static const struct vm_operations_struct brg_adaptive_vm_ops = {
	.open = brg_vma_open,
	.close = brg_adaptive_close,
	.fault = brg_adaptive_fault,
	.map_pages = brg_map_no_pages,
	BRG_HUGE_FAULT(brg_huge_fault)
};

static const struct vm_operations_struct brg_copied_vm_ops = {
	.open = brg_vma_open,
	.close = brg_small_close,
	.fault = brg_copied_fault,
	.map_pages = brg_map_no_pages,
};

/* By a fork, a split or a move, before anybody can use the VMA. */
static void brg_made_open(struct vm_area_struct *vma)
{
	brg_vma_open(vma);
	vma->vm_ops = &brg_copied_vm_ops;
}

static const struct vm_operations_struct brg_made_vm_ops = {
	.open = brg_made_open,
	.close = brg_small_close,
	.fault = brg_made_fault,
	.map_pages = brg_map_no_pages,
};

/* What cannot be filled is left to faults. */
static void brg_adaptive_fill(struct brg_dev *bdev, struct vm_area_struct *vma,
			      const struct brg_window *window)
{
	unsigned long pages = 0;

	if (!brg_unlinked_begin(bdev, vma))
		return;
	if (!brg_accessible(bdev))
		brg_populate_bulk(vma, window->start, window->end, 0,
				  window->hole, &pages);
	brg_read_unlock(&bdev->memory_lock);
	brg_count(&bdev->stat, BRG_C_EXTRA_PAGES, pages);
}

static int brg_adaptive_mmap(struct brg_dev *bdev, struct vm_area_struct *vma)
{
	struct brg_window window;

	if (brg_huge_may_map(vma, ALIGN(vma->vm_start, PMD_SIZE)))
		return 0;
	vma->vm_ops = &brg_made_vm_ops;
	/* a look without the lock: what cannot be filled shall spend no trust */
	if (READ_ONCE(bdev->state) == BRG_STATE_ENABLED &&
	    brg_adapt_mmap(&bdev->adapt, vma, &window))
		brg_adaptive_fill(bdev, vma, &window);
	return 0;
}

static void brg_adaptive_lock_and_zap(struct brg_dev *bdev)
{
	brg_unlinked_lock(bdev);
	brg_zap_locked(bdev);
	brg_memtypes_forget(&bdev->adapt.memtypes);
}

const struct brg_strategy brg_strategy_adaptive = {
	.name = "adaptive",
	.summary = "huge where it fits, else as earlier mappings were used; zap by address space",
	.supported = true,
	.steers = true,
	.vm_ops = &brg_adaptive_vm_ops,
	.mmap = brg_adaptive_mmap,
	.lock_and_zap = brg_adaptive_lock_and_zap,
};
