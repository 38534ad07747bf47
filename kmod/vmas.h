/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmas.h - a list of VMAs, for strategies that tear down or populate by
 * walking it instead of the address space.
 */
#ifndef BRG_VMAS_H
#define BRG_VMAS_H

#include <linux/list.h>
#include <linux/mm_types.h>

#include "dev.h"

/**
 * enum brg_fill - what is known of the page tables below a listed VMA
 * @BRG_FILL_EMPTY: no PTE
 * @BRG_FILL_UNKNOWN: some or none: after fork or a split nobody knows
 * @BRG_FILL_FULL: populated from end to end
 */
enum brg_fill {
	BRG_FILL_EMPTY,
	BRG_FILL_UNKNOWN,
	BRG_FILL_FULL,
};

/**
 * struct brg_vma - one listed VMA; guarded by brg_dev.vma_lock
 * @node: in brg_dev.vmas
 * @vma: stays valid while listed: vm_ops.close unlists it
 * @fill: never less than there is
 * @failed: populating it failed since it was last emptied
 */
struct brg_vma {
	struct list_head node;
	struct vm_area_struct *vma;
	enum brg_fill fill;
	bool failed;
};

/* The three below: vma_lock held. */
struct brg_vma *brg_vmas_find(struct brg_dev *bdev,
			      const struct vm_area_struct *vma);
/* Return: an entry of unknown fill, NULL without memory. */
struct brg_vma *brg_vmas_add(struct brg_dev *bdev, struct vm_area_struct *vma);
void brg_vmas_del(struct brg_vma *entry);

/* vm_ops.open and vm_ops.close of listed VMAs; mmap_lock held for write. */
void brg_vmas_open(struct vm_area_struct *vma);
void brg_vmas_close(struct vm_area_struct *vma);

/**
 * brg_vmas_mmap - list @vma and populate it, from brg_strategy.mmap
 * @bdev: device
 * @vma: not linked yet
 * @populate: called with vma_lock held, memory_lock held for read and memory
 *	enabled. Return: 0 or -errno
 * @disabled_ok: list it empty while memory is disabled, instead of -EIO
 *
 * Context: mmap_lock held for write; may sleep.
 * Return: 0, -ENOMEM, -EIO, -ENODEV, what @populate returned.
 */
int brg_vmas_mmap(struct brg_dev *bdev, struct vm_area_struct *vma,
		  int (*populate)(struct vm_area_struct *vma),
		  bool disabled_ok);

/* brg_strategy.lock_and_zap by the list; what was emptied is unlisted. */
void brg_vmas_lock_and_zap(struct brg_dev *bdev);
/* The same, and what was emptied stays listed. */
void brg_vmas_lock_and_zap_keep(struct brg_dev *bdev);

/**
 * brg_vmas_populate - fill every listed VMA that may lack a page, as long as
 * memory is enabled
 * @bdev: device
 * @populate: as above, with mmap_lock held for read; leaves populated pages
 *	alone
 *
 * Context: may sleep; caller holds none of mmap_lock, vma_lock, memory_lock.
 */
void brg_vmas_populate(struct brg_dev *bdev,
		       int (*populate)(struct vm_area_struct *vma));

#endif /* BRG_VMAS_H */
