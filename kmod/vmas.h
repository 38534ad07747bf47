/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmas.h - a list of the VMAs that may hold PTEs, for strategies that tear
 * down by walking it instead of the address space.
 */
#ifndef BRG_VMAS_H
#define BRG_VMAS_H

#include <linux/list.h>
#include <linux/mm_types.h>

#include "dev.h"

/**
 * struct brg_vma - one listed VMA; guarded by brg_dev.vma_lock
 * @node: in brg_dev.vmas
 * @vma: stays valid while listed: vm_ops.close unlists it
 * @populated: known to be populated from end to end. Otherwise it may hold
 *	some PTEs or none: after fork or a split nobody knows which.
 */
struct brg_vma {
	struct list_head node;
	struct vm_area_struct *vma;
	bool populated;
};

/* The three below: vma_lock held. */
struct brg_vma *brg_vmas_find(struct brg_dev *bdev,
			      const struct vm_area_struct *vma);
/** brg_vmas_add - list @vma. Return: the entry, NULL without memory. */
struct brg_vma *brg_vmas_add(struct brg_dev *bdev, struct vm_area_struct *vma);
void brg_vmas_del(struct brg_vma *entry);

/* vm_ops.open and vm_ops.close of listed VMAs; mmap_lock held for write. */
void brg_vmas_open(struct vm_area_struct *vma);
void brg_vmas_close(struct vm_area_struct *vma);

/** brg_vmas_lock_and_zap - brg_strategy.lock_and_zap by the list */
void brg_vmas_lock_and_zap(struct brg_dev *bdev);

#endif /* BRG_VMAS_H */
