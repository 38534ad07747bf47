// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault_eager.c - everything is mapped by mmap(), nothing ever comes back.
 *
 * vfio-pci before 5.8, and sysfs resourceN today. There is no way to map
 * again after a zap, so an access then ends in SIGBUS until user space maps
 * anew. The page tables are filled before the VMA is linked, where
 * unmap_mapping_range() does not see it; hence the zap goes by list, whose
 * walk waits for mmap_lock and so for the linking.
 */
#include "compat.h"
#include "mmap.h"
#include "populate.h"
#include "vmas.h"

static int brg_eager_mmap(struct brg_dev *bdev, struct vm_area_struct *vma)
{
	return brg_vmas_mmap(bdev, vma, brg_populate_remap, false);
}

static const struct vm_operations_struct brg_eager_vm_ops = {
	.open = brg_vmas_open,
	.close = brg_vmas_close,
	.fault = brg_sigbus_fault,
};

const struct brg_strategy brg_strategy_eager = {
	.name = "eager",
	.summary = "remap_pfn_range in mmap, a zapped mapping stays empty",
	.supported = true,
	.vm_ops = &brg_eager_vm_ops,
	.mmap = brg_eager_mmap,
	.lock_and_zap = brg_vmas_lock_and_zap,
};
