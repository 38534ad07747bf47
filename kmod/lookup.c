// SPDX-License-Identifier: GPL-2.0-only
/* lookup.c - from a mapping in some process to the device and frame behind it. */
#include <linux/sched/mm.h>
#include <linux/string.h>

#include "compat.h"
#include "lookup.h"
#include "mmap.h"

struct brg_dev *brg_vma_get_dev(const struct vm_area_struct *vma)
{
	struct brg_dev *bdev;

	mmap_assert_locked(vma->vm_mm);
	/* the file or dma-buf holds a reference, and the VMA holds that */
	if (vma->vm_ops != brg_strategy_dmabuf.vm_ops &&
	    vma->vm_ops != &brg_exp_vm_ops &&
	    (!vma->vm_file || vma->vm_file->f_op != &brg_fops))
		return NULL;
	bdev = brg_vma_dev(vma);
	get_device(&bdev->dev);
	return bdev;
}

static void brg_vma_find(const struct vm_area_struct *vma,
			 unsigned long address, struct brg_exp_place *place)
{
	u64 offset = ((u64)vma->vm_pgoff << PAGE_SHIFT) +
		     (address - vma->vm_start);

	if (vma->vm_ops == &brg_exp_vm_ops) {
		brg_exp_find(vma, address, place);
		return;
	}
	*place = (struct brg_exp_place){
		.bar = BRG_OFFSET_TO_REGION(offset),
		.offset = offset & BRG_OFFSET_MASK,
		.length = vma->vm_end - address,
		.pfn = brg_vma_pfn(vma, address),
	};
}

static int brg_vma_check(const struct brg_dev *bdev,
			 const struct brg_exp_place *place)
{
	int ret = brg_accessible(bdev);

	if (ret)
		return ret;
	if (place->closed)
		return -ENODEV;
	if (place->bar >= PCI_STD_NUM_BARS || !bdev->bar[place->bar].mappable)
		return -ERANGE;
	return 0;
}

int brg_vma_to_pfn(const struct brg_dev *bdev,
		   const struct vm_area_struct *vma, unsigned long address,
		   unsigned long *pfn)
{
	struct brg_exp_place place;
	int ret;

	mmap_assert_locked(vma->vm_mm);
	brg_vma_find(vma, address, &place);
	ret = brg_vma_check(bdev, &place);
	if (!ret)
		*pfn = place.pfn;
	return ret;
}

static int brg_lookup_in(struct brg_dev *bdev, struct vm_area_struct *vma,
			 struct brg_lookup *lookup)
{
	struct brg_exp_place place;
	int ret;

	brg_read_lock(&bdev->memory_lock);
	brg_vma_find(vma, lookup->address, &place);
	ret = brg_vma_check(bdev, &place);
	brg_read_unlock(&bdev->memory_lock);
	if (ret)
		return ret;

	lookup->out_region = place.bar;
	lookup->out_offset = place.offset;
	lookup->out_pfn = place.pfn;
	lookup->out_length = place.length;
	strscpy_pad(lookup->out_address, pci_name(bdev->pdev),
		    sizeof(lookup->out_address));
	return 0;
}

int brg_lookup(struct brg_lookup *lookup)
{
	vm_flags_t need = VM_READ;
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	struct brg_dev *bdev;
	int ret = -EFAULT;

	if (lookup->flags & BRG_LOOKUP_WRITE)
		need |= VM_WRITE;
	if (!mm || lookup->address != (unsigned long)lookup->address)
		return ret;

	mmap_read_lock(mm);
	vma = vma_lookup(mm, lookup->address);
	if (!vma)
		goto out_unlock;
	ret = -ENXIO;
	bdev = brg_vma_get_dev(vma);
	if (!bdev)
		goto out_unlock;
	ret = -EACCES;
	if ((vma->vm_flags & need) == need)
		ret = brg_lookup_in(bdev, vma, lookup);
	put_device(&bdev->dev);
out_unlock:
	mmap_read_unlock(mm);
	return ret;
}
