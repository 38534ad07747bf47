/* SPDX-License-Identifier: GPL-2.0-only */
/* populate.h - fill a whole VMA at once. */
#ifndef BRG_POPULATE_H
#define BRG_POPULATE_H

#include <linux/mm_types.h>

/**
 * brg_populate_remap - by remap_pfn_range(): fastest, needs an empty VMA and
 * mmap_lock held for write where vm_flags_set() exists
 * brg_populate_insert - by vmf_insert_pfn() for each page: takes populated
 * PTEs as they are, needs mmap_lock held for read only
 * @vma: VMA of a device; memory_lock held
 *
 * Context: may sleep.
 * Return: 0; -ENOMEM without page tables; -EINVAL when remap_pfn_range()
 * refuses, with the VMA in an unknown state (zap it).
 */
int brg_populate_remap(struct vm_area_struct *vma);
int brg_populate_insert(struct vm_area_struct *vma);

#endif /* BRG_POPULATE_H */
