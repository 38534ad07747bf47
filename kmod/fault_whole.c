// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault_whole.c - the whole VMA at its first fault, torn down by address space.
 *
 * vfio-pci of 6.10 and 6.11 (d71a989cf5d9): vmf_insert_pfn() for every page of
 * the VMA. It leaves pages alone that another thread has inserted, so no list
 * and no lock beyond memory_lock are needed.
 */
#include "compat.h"
#include "mmap.h"
#include "populate.h"

static vm_fault_t brg_whole_insert(struct vm_fault *vmf,
				   struct brg_fault *fault)
{
	fault->extra = vma_pages(vmf->vma) - 1;
	return brg_fault_result(brg_populate_insert(vmf->vma));
}

static vm_fault_t brg_whole_fault(struct vm_fault *vmf)
{
	struct brg_fault fault = { };

	return brg_fault_handle(vmf, &fault, brg_whole_insert);
}

static const struct vm_operations_struct brg_whole_vm_ops = {
	.open = brg_vma_open,
	.close = brg_vma_close,
	.fault = brg_whole_fault,
};

const struct brg_strategy brg_strategy_whole = {
	.name = "whole",
	.summary = "whole VMA at its first fault by vmf_insert_pfn, zap by address space",
	.supported = true,
	.vm_ops = &brg_whole_vm_ops,
	.lock_and_zap = brg_zap_by_mapping,
};
