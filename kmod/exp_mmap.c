// SPDX-License-Identifier: GPL-2.0-only
/*
 * exp_mmap.c - an exported dma-buf mapped by the CPU.
 *
 * As mappings of the BAR itself, and by the same code: frames, filled by
 * faults under memory_lock, emptied with that lock held for write. They are
 * found through the address space that every dma-buf has of its own, whatever
 * the strategy, and stay empty once the export is closed although memory is not
 * off.
 *
 * vm_pgoff counts in the dma-buf, not in the BAR: one VMA may go through
 * several ranges.
 */
#include <linux/fs.h>
#include <linux/mm.h>

#include "compat.h"
#include "exp_priv.h"
#include "huge.h"
#include "mmap.h"

static struct brg_exp *brg_vma_exp(const struct vm_area_struct *vma)
{
	/* however the mapping came about, dma-buf.c has seen to its file */
	struct dma_buf *dmabuf = vma->vm_file->private_data;

	return dmabuf->priv;
}

void brg_exp_find(const struct vm_area_struct *vma, unsigned long address,
		  struct brg_exp_place *place)
{
	const struct brg_exp *exp = brg_vma_exp(vma);
	const struct phys_vec *range = exp->ranges;
	u64 offset = ((u64)vma->vm_pgoff << PAGE_SHIFT) +
		     (address - vma->vm_start);

	/* no VMA goes beyond the last: mmap() has checked, and none can grow */
	for (; offset >= range->len; range++)
		offset -= range->len;
	place->bar = exp->bar;
	place->offset = range->paddr + offset - exp->bdev->bar[exp->bar].start;
	place->length = min_t(u64, range->len - offset, vma->vm_end - address);
	place->pfn = PHYS_PFN(range->paddr + offset);
	place->closed = READ_ONCE(exp->closed);
}

static __always_inline vm_fault_t brg_exp_insert(struct vm_fault *vmf,
						 struct brg_fault *fault)
{
	struct vm_area_struct *vma = vmf->vma;

	/* who closes it empties it afterwards, with memory_lock for write */
	if (READ_ONCE(brg_vma_exp(vma)->closed))
		return VM_FAULT_SIGBUS;
	if (IS_ENABLED(CONFIG_ARCH_SUPPORTS_PMD_PFNMAP) && fault->order)
		return brg_huge_insert_at(vmf, fault);
	return vmf_insert_pfn_prot(vma, vmf->address, fault->pfn,
				   vma->vm_page_prot);
}

static vm_fault_t brg_exp_huge_fault(struct vm_fault *vmf, unsigned int order)
{
	struct vm_area_struct *vma = vmf->vma;
	unsigned long address = vmf->address & ~((PAGE_SIZE << order) - 1);
	struct brg_fault fault = { .order = order };
	struct brg_exp_place place;

	if (address < vma->vm_start)
		return VM_FAULT_FALLBACK;
	brg_exp_find(vma, address, &place);
	if (order && (place.length < PAGE_SIZE << order ||
		      !brg_huge_fits(vma, address, place.pfn, order)))
		return VM_FAULT_FALLBACK;
	fault.pfn = place.pfn;
	return brg_fault_handle(vmf, &fault, brg_exp_insert);
}

static vm_fault_t brg_exp_fault(struct vm_fault *vmf)
{
	return brg_exp_huge_fault(vmf, 0);
}

const struct vm_operations_struct brg_exp_vm_ops = {
	.open = brg_vma_open,
	.close = brg_vma_close,
	.fault = brg_exp_fault,
	BRG_HUGE_FAULT(brg_exp_huge_fault)
};

/* Count the VMA to come, and have the export emptied from now on. */
static int brg_exp_count_vma(struct brg_exp *exp)
{
	struct brg_dev *bdev = exp->bdev;
	struct brg_exps *exps = &bdev->exps;
	int ret = -ENODEV;

	brg_read_lock(&bdev->memory_lock);
	spin_lock(&exps->lock);
	if (bdev->state != BRG_STATE_GONE && !exp->closed) {
		exps->nr_mmapped += !exp->mmapped;
		exp->mmapped = true;
		atomic_inc(&bdev->nr_vmas);
		ret = 0;
	}
	spin_unlock(&exps->lock);
	brg_read_unlock(&bdev->memory_lock);
	return ret;
}

int brg_exp_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma)
{
	struct brg_exp *exp = dmabuf->priv;
	int ret;

	/*
	 * A private mapping would copy device memory into pages on write. Not
	 * VM_SHARED: of a file that cannot be written the core takes that away.
	 */
	if (!(vma->vm_flags & VM_MAYSHARE))
		return -EINVAL;
	ret = brg_exp_count_vma(exp);
	if (!ret)
		brg_vma_prepare(exp->bdev, vma, &brg_exp_vm_ops);
	return ret;
}

static void brg_exp_zap_if(struct brg_dev *bdev, bool closed)
{
	struct brg_exp *exp;

	brg_assert_write_locked(&bdev->memory_lock);
	/* what is mapped from now on is filled only after memory_lock */
	if (!READ_ONCE(bdev->exps.nr_mmapped))
		return;
	for (exp = brg_exp_next(bdev, NULL); exp; exp = brg_exp_next(bdev, exp))
		if (READ_ONCE(exp->mmapped) &&
		    (!closed || READ_ONCE(exp->closed)))
			unmap_mapping_range(exp->dmabuf->file->f_mapping, 0, 0,
					    1);
}

void brg_exp_zap_exported(struct brg_dev *bdev)
{
	brg_exp_zap_if(bdev, false);
}

void brg_exp_zap_closed(struct brg_dev *bdev)
{
	brg_exp_zap_if(bdev, true);
}
