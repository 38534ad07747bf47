// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault_page_vmalock.c - "page" under the lock of the VMA instead of mmap_lock.
 *
 * The core hands an order-0 fault that holds only the VMA lock back to be
 * repeated under mmap_lock, unless the VMA has map_pages: that callback must
 * not sleep on mmap_lock by its contract, and having it is what the core takes
 * as consent (v7.3 mm/memory.c vmf_can_call_fault()). It maps nothing here.
 */
#include "compat.h"
#include "mmap.h"

vm_fault_t brg_map_no_pages(struct vm_fault *vmf, pgoff_t start, pgoff_t end)
{
	return 0;
}

static const struct vm_operations_struct brg_page_vmalock_vm_ops = {
	.open = brg_vma_open,
	.close = brg_vma_close,
	.fault = brg_page_fault,
	.map_pages = brg_map_no_pages,
};

const struct brg_strategy brg_strategy_page_vmalock = {
	.name = "page-vmalock",
	.summary = "as page, faults under the per-VMA lock",
	.note = IS_ENABLED(CONFIG_PER_VMA_LOCK) ? NULL :
		"kernel without PER_VMA_LOCK (6.4)",
	.supported = IS_ENABLED(CONFIG_PER_VMA_LOCK),
	.vm_ops = &brg_page_vmalock_vm_ops,
	.lock_and_zap = brg_zap_by_mapping,
};
