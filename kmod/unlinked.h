/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unlinked.h - mappings that mmap() filled, and that a walk of the address space
 * may not see yet.
 *
 * The core links a VMA after it has called our mmap(), so an
 * unmap_mapping_range() in between would miss what was filled. What is known of
 * a VMA whose mmap() has begun is that it is linked, or gone, once the
 * mmap_lock of its process has been free. So the last VMA of each process that
 * maps is remembered, and who zaps takes that lock first, once.
 */
#ifndef BRG_UNLINKED_H
#define BRG_UNLINKED_H

#include <linux/mm_types.h>

struct brg_dev;

#define BRG_NR_UNLINKED	16

/**
 * struct brg_unlinked - guarded by brg_dev.vma_lock
 * @vma: the last of a process, by hash of that; stays valid while it is here,
 *	as vm_ops.close takes it out. Read without a lock to compare
 * @zappers: who wait for the mmap_locks: no more come meanwhile
 */
struct brg_unlinked {
	const struct vm_area_struct *vma[BRG_NR_UNLINKED];
	unsigned int zappers;
};

/**
 * brg_unlinked_begin - may mmap() fill @vma now?
 * @bdev: device
 * @vma: not linked yet
 *
 * Not while somebody is about to zap, and not if another process has the place.
 *
 * Context: mmap_lock held for write; may sleep; takes memory_lock for read if
 * so, which the caller gives up.
 */
bool brg_unlinked_begin(struct brg_dev *bdev, const struct vm_area_struct *vma);

/* From vm_ops.close */
void brg_unlinked_close(struct brg_dev *bdev, const struct vm_area_struct *vma);

/**
 * brg_unlinked_lock - take memory_lock for write, and have no VMA unlinked that
 * may hold a PTE
 * @bdev: device
 *
 * Context: may sleep; caller holds none of mmap_lock, vma_lock, memory_lock.
 */
void brg_unlinked_lock(struct brg_dev *bdev);

#endif /* BRG_UNLINKED_H */
