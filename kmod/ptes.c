// SPDX-License-Identifier: GPL-2.0-only
/* ptes.c - which pages of the function's mappings page tables have. */
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>

#include "compat.h"
#include "lookup.h"

/* Between two chances for others to get mmap_lock. */
#define BRG_PTES_STEP	(2UL << 20)

static bool brg_vma_is_of(const struct vm_area_struct *vma,
			  const struct brg_dev *bdev)
{
	struct brg_dev *of = brg_vma_get_dev(vma);

	if (of)
		put_device(&of->dev);
	return of == bdev;
}

static void brg_ptes_count(struct brg_ptes *ptes, struct vm_area_struct *vma,
			   unsigned long at, unsigned long end)
{
	for (; at < end; at += PAGE_SIZE) {
		ptes->out_mapped++;
		if (!brg_address_present(vma, at))
			continue;
		if (!ptes->out_present++)
			ptes->out_first = at;
	}
}

int brg_ptes(struct brg_dev *bdev, struct brg_ptes *ptes)
{
	unsigned long at = ptes->address, end = at + ptes->length;
	struct mm_struct *mm = current->mm;

	ptes->out_mapped = 0;
	ptes->out_present = 0;
	ptes->out_first = 0;
	if (!PAGE_ALIGNED(ptes->address) || !PAGE_ALIGNED(ptes->length) ||
	    !ptes->length || ptes->length > BRG_PTES_MAX ||
	    at != ptes->address || end <= at)
		return -EINVAL;
	if (!mm)
		return -EFAULT;

	while (at < end) {
		struct vm_area_struct *vma;
		unsigned long to = end;

		if (fatal_signal_pending(current))
			return -EINTR;
		mmap_read_lock(mm);
		vma = find_vma(mm, at);
		if (vma && vma->vm_start < end) {
			at = max(at, vma->vm_start);
			to = min3(end, vma->vm_end, at + BRG_PTES_STEP);
			if (brg_vma_is_of(vma, bdev))
				brg_ptes_count(ptes, vma, at, to);
		}
		mmap_read_unlock(mm);
		at = to;
		cond_resched();
	}
	return 0;
}
