// SPDX-License-Identifier: GPL-2.0-only
/* mmap.c - what every strategy's mappings have in common. */
#include <linux/fs.h>
#include <linux/overflow.h>
#include <linux/pgtable.h>

#include "compat.h"
#include "mmap.h"
#include "rom.h"

void brg_vma_open(struct vm_area_struct *vma)
{
	atomic_inc(&brg_vma_dev(vma)->nr_vmas);
}

void brg_vma_close(struct vm_area_struct *vma)
{
	atomic_dec(&brg_vma_dev(vma)->nr_vmas);
}

/* Is [vm_pgoff, + length) inside one BAR or ROM that may be mapped? */
static int brg_mmap_check(const struct brg_dev *bdev,
			  const struct vm_area_struct *vma)
{
	u64 offset = (u64)vma->vm_pgoff << PAGE_SHIFT;
	u64 index = BRG_OFFSET_TO_REGION(offset);
	u64 end;

	if (index > BRG_REGION_ROM || !bdev->bar[index].mappable)
		return -EINVAL;
	/* a private mapping would copy device memory into pages on write */
	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	if (index == BRG_REGION_ROM && (vma->vm_flags & VM_WRITE))
		return -EACCES;
	if (check_add_overflow(offset & BRG_OFFSET_MASK,
			       (u64)(vma->vm_end - vma->vm_start), &end))
		return -EINVAL;
	return end > PAGE_ALIGN(bdev->bar[index].length) ? -EINVAL : 0;
}

/*
 * Count the VMA to come, so that the strategy stays what it is: switching it
 * needs memory_lock for write and no VMA.
 */
static const struct brg_strategy *brg_strategy_pin(struct brg_dev *bdev)
{
	const struct brg_strategy *strategy = NULL;

	brg_read_lock(&bdev->memory_lock);
	if (bdev->state != BRG_STATE_GONE) {
		strategy = bdev->strategy;
		atomic_inc(&bdev->nr_vmas);
	}
	brg_read_unlock(&bdev->memory_lock);
	return strategy;
}

void brg_vma_prepare(struct brg_dev *bdev, struct vm_area_struct *vma,
		     const struct vm_operations_struct *vm_ops)
{
	vma->vm_private_data = bdev;
	vma->vm_ops = vm_ops;
	vma->vm_page_prot = pgprot_decrypted(pgprot_noncached(vma->vm_page_prot));
	/*
	 * A fault handler must not change vm_flags, so what a PFN mapping
	 * needs is set here.
	 */
	vm_flags_set(vma, VM_ALLOW_ANY_UNCACHED | VM_IO | VM_PFNMAP |
			  VM_DONTEXPAND | VM_DONTDUMP);
}

int brg_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct brg_dev *bdev = file->private_data;
	const struct brg_strategy *strategy;
	int ret;

	ret = brg_mmap_check(bdev, vma);
	if (ret)
		return ret;

	strategy = brg_strategy_pin(bdev);
	if (!strategy)
		return -ENODEV;

	brg_vma_prepare(bdev, vma, strategy->vm_ops);
	if (brg_vma_region(vma) == BRG_REGION_ROM) {
		vm_flags_clear(vma, VM_MAYWRITE);
		vma->vm_ops = &brg_rom_vm_ops;
		return 0;
	}

	ret = strategy->mmap ? strategy->mmap(bdev, vma) : 0;
	if (ret)
		/* no close() comes for a mapping that was refused */
		atomic_dec(&bdev->nr_vmas);
	return ret;
}

vm_fault_t brg_sigbus_fault(struct vm_fault *vmf)
{
	const struct brg_fault fault = { };

	brg_fault_count(brg_vma_dev(vmf->vma), &fault, VM_FAULT_SIGBUS);
	return VM_FAULT_SIGBUS;
}

void brg_fault_account(struct brg_dev *bdev, const struct vm_fault *vmf,
		       const struct brg_fault *fault, vm_fault_t ret)
{
	const struct brg_watch watch = { fault->entry, fault->locked };
	struct brg_stats *stats = &bdev->stat;

	if (READ_ONCE(bdev->memory_lock.watched))
		brg_memlock_account_read(&bdev->memory_lock, &watch,
					 fault->end);
	/* a fault that was refused has no parts to sum */
	if (!fault->inserted)
		return;
	brg_count(stats, BRG_C_TIMED, 1);
	brg_count(stats, BRG_C_WAIT, fault->locked - fault->entry);
	brg_count(stats, BRG_C_CHECK, fault->checked - fault->locked);
	brg_count(stats, BRG_C_INSERT, fault->inserted - fault->checked);
	trace_brg_fault(bdev, vmf, fault, ret);
}
