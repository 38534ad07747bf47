/* SPDX-License-Identifier: GPL-2.0-only */
/* mmap.h - what every strategy's mappings have in common. */
#ifndef BRG_MMAP_H
#define BRG_MMAP_H

#include <linux/mm.h>

#include "dev.h"
#include "stat.h"
#include "state.h"
#include "step.h"
#include "strategy.h"
#include "trace.h"

int brg_mmap(struct file *file, struct vm_area_struct *vma);

/* Make a VMA one of frames of the device; it is counted already. */
void brg_vma_prepare(struct brg_dev *bdev, struct vm_area_struct *vma,
		     const struct vm_operations_struct *vm_ops);

/* vm_ops.open and vm_ops.close for strategies that track nothing */
void brg_vma_open(struct vm_area_struct *vma);
void brg_vma_close(struct vm_area_struct *vma);

/* vm_ops.fault for strategies that populate elsewhere */
vm_fault_t brg_sigbus_fault(struct vm_fault *vmf);
/* vm_ops.fault of "page" */
vm_fault_t brg_page_fault(struct vm_fault *vmf);
/* vm_ops.map_pages that maps nothing: see fault_page_vmalock.c */
vm_fault_t brg_map_no_pages(struct vm_fault *vmf, pgoff_t start, pgoff_t end);

static inline struct brg_dev *brg_vma_dev(const struct vm_area_struct *vma)
{
	return vma->vm_private_data;
}

/** brg_vma_region - index of the BAR, or of the ROM, that the VMA maps */
static inline unsigned long brg_vma_region(const struct vm_area_struct *vma)
{
	return vma->vm_pgoff >> (BRG_OFFSET_SHIFT - PAGE_SHIFT);
}

/** brg_vma_pfn - frame behind @address, which lies in the VMA */
static inline unsigned long brg_vma_pfn(const struct vm_area_struct *vma,
					unsigned long address)
{
	const struct brg_dev *bdev = vma->vm_private_data;
	unsigned long pgoff = vma->vm_pgoff & (BRG_OFFSET_MASK >> PAGE_SHIFT);

	return bdev->bar_pfn[brg_vma_region(vma)] + pgoff +
	       ((address - vma->vm_start) >> PAGE_SHIFT);
}

/**
 * struct brg_fault - one fault, for the counters
 * @entry: when it began, in cycles; this and the next three are 0 unless the
 *	device is timed or the tracepoint is on
 * @locked: when memory_lock was held
 * @checked: when state and range had been checked
 * @inserted: when the entries were in the page table
 * @end: when memory_lock was about to be given up
 * @order: page order inserted
 * @pfn: for the use of the strategy
 * @extra: base pages inserted beyond one entry of that order
 */
struct brg_fault {
	cycles_t entry, locked, checked, inserted, end;
	unsigned int order;
	unsigned long pfn;
	unsigned long extra;
};

static __always_inline bool brg_fault_is_timed(const struct brg_dev *bdev)
{
	return (static_branch_unlikely(&brg_timing_key) &&
		READ_ONCE(bdev->stat.timed)) || trace_brg_fault_enabled();
}

/* From the -errno of populating to the result of a fault. */
static inline vm_fault_t brg_fault_result(int ret)
{
	if (!ret)
		return VM_FAULT_NOPAGE;
	return ret == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;
}

/* Sums and tracepoint of a timed fault. */
void brg_fault_account(struct brg_dev *bdev, const struct vm_fault *vmf,
		       const struct brg_fault *fault, vm_fault_t ret);

static __always_inline void brg_fault_count(struct brg_dev *bdev,
					    const struct brg_fault *fault,
					    vm_fault_t ret)
{
	struct brg_stats *stats = &bdev->stat;

	if (likely(ret == VM_FAULT_NOPAGE)) {
		if (fault->order == 0)
			brg_count(stats, BRG_C_ORDER_PAGE, 1);
		else if (fault->order == PMD_SHIFT - PAGE_SHIFT)
			brg_count(stats, BRG_C_ORDER_PMD, 1);
		else
			brg_count(stats, BRG_C_ORDER_PUD, 1);
		if (fault->extra)
			brg_count(stats, BRG_C_EXTRA_PAGES, fault->extra);
	} else if (ret & VM_FAULT_SIGBUS) {
		brg_count(stats, BRG_C_SIGBUS, 1);
	} else {
		brg_count(stats, BRG_C_RETRIES, 1);
	}
}

static __always_inline bool brg_fault_lock(struct brg_dev *bdev)
{
	brg_read_lock(&bdev->memory_lock);
	return true;
}

typedef vm_fault_t (*brg_insert_fn)(struct vm_fault *vmf,
				    struct brg_fault *fault);

static __always_inline vm_fault_t
brg_fault_run(struct brg_dev *bdev, struct vm_fault *vmf,
	      struct brg_fault *fault, brg_insert_fn insert, const bool timed)
{
	vm_fault_t ret = VM_FAULT_SIGBUS;

	if (timed && !fault->entry)
		fault->entry = get_cycles();
	brg_point(BRG_AT_FAULT);
	if (!brg_step(fault_lock, brg_fault_lock)(bdev))
		return ret;
	if (timed)
		fault->locked = get_cycles();
	if (likely(!brg_accessible(bdev))) {
		if (timed)
			fault->checked = get_cycles();
		brg_point(BRG_AT_INSERT);
		ret = insert(vmf, fault);
		brg_point(BRG_AT_INSERTED);
		if (timed)
			fault->inserted = get_cycles();
	}
	if (timed)
		fault->end = get_cycles();
	brg_read_unlock(&bdev->memory_lock);

	brg_fault_count(bdev, fault, ret);
	if (timed)
		brg_fault_account(bdev, vmf, fault, ret);
	return ret;
}

/**
 * brg_fault_handle - what every fault handler does around its insertion
 * @vmf: what faulted
 * @fault: zeroed but for @order and, if timing began earlier, @entry
 * @insert: called with memory_lock held for read and memory enabled; inlined,
 *	so that a fault that is not timed pays for no more than it does
 *
 * Context: may sleep.
 * Return: what @insert returned, or VM_FAULT_SIGBUS.
 */
static __always_inline vm_fault_t brg_fault_handle(struct vm_fault *vmf,
						   struct brg_fault *fault,
						   brg_insert_fn insert)
{
	struct brg_dev *bdev = brg_vma_dev(vmf->vma);

	if (unlikely(brg_fault_is_timed(bdev)))
		return brg_fault_run(bdev, vmf, fault, insert, true);
	return brg_fault_run(bdev, vmf, fault, insert, false);
}

#endif /* BRG_MMAP_H */
