/* SPDX-License-Identifier: GPL-2.0-only */
/* mmap.h - what every strategy's mappings have in common. */
#ifndef BRG_MMAP_H
#define BRG_MMAP_H

#include <linux/mm.h>

#include "dev.h"
#include "stat.h"
#include "state.h"
#include "strategy.h"
#include "trace.h"

int brg_mmap(struct file *file, struct vm_area_struct *vma);

/* vm_ops.open and vm_ops.close for strategies that track nothing */
void brg_vma_open(struct vm_area_struct *vma);
void brg_vma_close(struct vm_area_struct *vma);

/* vm_ops.fault for strategies that populate elsewhere */
vm_fault_t brg_sigbus_fault(struct vm_fault *vmf);
/* vm_ops.fault of "page" */
vm_fault_t brg_page_fault(struct vm_fault *vmf);

static inline struct brg_dev *brg_vma_dev(const struct vm_area_struct *vma)
{
	return vma->vm_private_data;
}

/** brg_vma_pfn - frame behind @address, which lies in the VMA */
static inline unsigned long brg_vma_pfn(const struct vm_area_struct *vma,
					unsigned long address)
{
	const struct brg_dev *bdev = vma->vm_private_data;
	u64 offset = (u64)vma->vm_pgoff << PAGE_SHIFT;
	const struct brg_bar *bar = &bdev->bar[BRG_OFFSET_TO_REGION(offset)];

	return (bar->start >> PAGE_SHIFT) +
	       ((offset & BRG_OFFSET_MASK) >> PAGE_SHIFT) +
	       ((address - vma->vm_start) >> PAGE_SHIFT);
}

/**
 * struct brg_fault - one fault, for the counters
 * @entry, @locked, @checked, @inserted: when each part ended, in cycles; 0
 *	unless the device is timed or the tracepoint is on
 * @order: page order inserted
 * @pages: base pages inserted
 */
struct brg_fault {
	cycles_t entry, locked, checked, inserted;
	unsigned int order;
	unsigned long pages;
};

static __always_inline bool brg_fault_is_timed(const struct brg_dev *bdev)
{
	return (static_branch_unlikely(&brg_timing_key) &&
		READ_ONCE(bdev->stat.timed)) || trace_brg_fault_enabled();
}

/* The end of one part of a fault; two jumps over nothing when untimed. */
#define brg_fault_mark(bdev, fault, part)				\
	do {								\
		if (brg_fault_is_timed(bdev))				\
			(fault)->part = get_cycles();			\
	} while (0)

/* From the -errno of populating to the result of a fault. */
static inline vm_fault_t brg_fault_result(int ret)
{
	if (!ret)
		return VM_FAULT_NOPAGE;
	return ret == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;
}

/**
 * brg_fault_done - count one fault
 * @bdev: device
 * @vmf: what faulted
 * @fault: what was done
 * @ret: outcome
 *
 * Context: as the fault handler; takes no lock.
 * Return: @ret.
 */
vm_fault_t brg_fault_done(struct brg_dev *bdev, const struct vm_fault *vmf,
			  const struct brg_fault *fault, vm_fault_t ret);

#endif /* BRG_MMAP_H */
