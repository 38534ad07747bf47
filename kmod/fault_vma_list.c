// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault_vma_list.c - the whole VMA at its first fault, torn down by list.
 *
 * The 2020 scheme with its 2021 repair: two threads may fault one VMA at once,
 * so the list is searched before populating. vmas.c tells how this one
 * differs at fork.
 */
#include "compat.h"
#include "mmap.h"
#include "populate.h"
#include "step.h"
#include "vmas.h"

static int brg_vma_list_populate(struct vm_area_struct *vma)
{
	return BRG_CAN_REMAP_IN_FAULT ? brg_populate_remap(vma) :
					brg_populate_insert(vma);
}

static void brg_vma_list_empty(struct vm_area_struct *vma)
{
	zap_special_vma_range(vma, vma->vm_start, vma->vm_end - vma->vm_start);
}

static vm_fault_t brg_vma_list_insert(struct vm_fault *vmf,
				      struct brg_fault *fault)
{
	struct vm_area_struct *vma = vmf->vma;
	struct brg_dev *bdev = brg_vma_dev(vma);
	struct brg_vma *entry = brg_step(find, brg_vmas_find)(bdev, vma);

	if (entry && entry->fill == BRG_FILL_FULL)
		return VM_FAULT_NOPAGE;

	if (entry) {
		/* after fork or a split: unknown content, remap wants none */
		brg_vma_list_empty(vma);
	} else {
		entry = brg_step(add, brg_vmas_add)(bdev, vma);
		if (!entry)
			return VM_FAULT_OOM;
	}

	if (brg_step(fill, brg_vma_list_populate)(vma)) {
		brg_vma_list_empty(vma);
		brg_vmas_del(entry);
		return VM_FAULT_SIGBUS;
	}
	entry->fill = BRG_FILL_FULL;
	fault->extra = vma_pages(vma) - 1;
	return VM_FAULT_NOPAGE;
}

static vm_fault_t brg_vma_list_fault(struct vm_fault *vmf)
{
	struct brg_dev *bdev = brg_vma_dev(vmf->vma);
	struct brg_fault fault = { };
	vm_fault_t ret;

	/* waiting for the list is part of waiting for the lock */
	if (brg_fault_is_timed(bdev))
		fault.entry = get_cycles();
	mutex_lock(&bdev->vma_lock);
	ret = brg_fault_handle(vmf, &fault, brg_vma_list_insert);
	mutex_unlock(&bdev->vma_lock);
	return ret;
}

static const struct vm_operations_struct brg_vma_list_vm_ops = {
	.open = brg_vmas_open,
	.close = brg_vmas_close,
	.fault = brg_vma_list_fault,
};

const struct brg_strategy brg_strategy_vma_list = {
	.name = "vma-list",
	.summary = "whole VMA at its first fault, zap by a list of VMAs (vfio-pci 5.8 to 6.9)",
	.note = BRG_CAN_REMAP_IN_FAULT ? NULL :
		"populates by vmf_insert_pfn: this kernel forbids remap_pfn_range in a fault (vm_flags_set, 6.3)",
	.supported = true,
	.vm_ops = &brg_vma_list_vm_ops,
	.lock_and_zap = brg_vmas_lock_and_zap,
};
