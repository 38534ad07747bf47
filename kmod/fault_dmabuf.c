// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault_dmabuf.c - mapped through the dma-buf of the BAR, torn down by its
 * address space.
 *
 * As proposed for vfio-pci in 2026: mmap() of the device makes a dma-buf of the
 * BAR, or takes the one there is, and hands the VMA over to it. The VMA then
 * keeps the dma-buf, not the file that it was mapped through, and what revokes
 * the dma-buf empties the VMA: one object, one walk, for importers and CPUs.
 *
 * Nobody outside gets that dma-buf. It exists as long as a VMA does.
 */
#include <linux/dma-buf.h>
#include <linux/fs.h>

#include "compat.h"
#include "exp.h"
#include "huge.h"
#include "mmap.h"

static int brg_dmabuf_mmap(struct brg_dev *bdev, struct vm_area_struct *vma)
{
	u32 bar = vma->vm_pgoff >> (BRG_OFFSET_SHIFT - PAGE_SHIFT);
	struct dma_buf *dmabuf = brg_exp_get_bar(bdev, bar);

	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	/* takes a reference of its own, and drops that to the device's file */
	vma_set_file(vma, dmabuf->file);
	dma_buf_put(dmabuf);
	return 0;
}

static void brg_dmabuf_lock_and_zap(struct brg_dev *bdev)
{
	/* lock first, as brg_zap_by_mapping() does */
	brg_lock(bdev);
	brg_exp_zap(bdev);
}

/* Huge where it fits, as vfio-pci's own handler would go on to do. */
static const struct vm_operations_struct brg_dmabuf_vm_ops = {
	.open = brg_vma_open,
	.close = brg_vma_close,
	.fault = brg_page_fault,
	BRG_HUGE_FAULT(brg_huge_fault)
};

const struct brg_strategy brg_strategy_dmabuf = {
	.name = "dmabuf",
	.summary = "through a dma-buf of the BAR, huge where it fits, zap by its address space",
	.supported = true,
	.vm_ops = &brg_dmabuf_vm_ops,
	.mmap = brg_dmabuf_mmap,
	.lock_and_zap = brg_dmabuf_lock_and_zap,
};
