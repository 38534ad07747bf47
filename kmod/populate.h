/* SPDX-License-Identifier: GPL-2.0-only */
/* populate.h - fill more than one page of a VMA at once. */
#ifndef BRG_POPULATE_H
#define BRG_POPULATE_H

#include <linux/mm_types.h>

/**
 * brg_populate_remap - the whole VMA by remap_pfn_range()
 * @vma: empty; memory_lock held
 *
 * Context: may sleep; mmap_lock held, for write where vm_flags_set() exists.
 * Return: 0; -ENOMEM without page tables; -EINVAL when remap_pfn_range()
 * refuses, with the VMA in an unknown state (zap it).
 */
int brg_populate_remap(struct vm_area_struct *vma);

/**
 * brg_populate_insert - the whole VMA by vmf_insert_pfn() for each page
 * @vma: populated pages are left alone; memory_lock held
 *
 * Context: may sleep; mmap_lock held for read.
 * Return: 0, -ENOMEM, -EINVAL.
 */
int brg_populate_insert(struct vm_area_struct *vma);

/**
 * brg_populate_bulk - a range of a VMA, one page table at a time
 * @vma: populated pages are left alone; memory_lock held; no PMD or PUD of the
 *	range may hold a huge entry
 * @start: page aligned, in the VMA
 * @end: exclusive, page aligned, not beyond the VMA
 * @wanted: address somebody waits for, in the first page table of the range.
 *	A range within one table is then extended, in table and VMA, by three
 *	times as many pages as are present right before it, and the watched
 *	among the pages not waited for are inserted as not accessed yet.
 *	0: neither
 * @hole: address of a page to leave out, or 0; neither @wanted, nor @start if
 *	that is 0
 * @pages: added to it: pages inserted
 *
 * Takes each page-table lock once instead of once a page. One page, the wanted
 * or the first, goes by vmf_insert_pfn(), which knows the memory type of the BAR; the others are
 * made like it.
 *
 * Source: v7.3 mm/memory.c apply_to_page_range(); used in a fault handler by
 * drivers/gpu/drm/i915/i915_mm.c.
 * Context: may sleep; mmap_lock or the VMA lock held for read.
 * Return: 0, -ENOMEM, -EINVAL.
 */
int brg_populate_bulk(struct vm_area_struct *vma, unsigned long start,
		      unsigned long end, unsigned long wanted,
		      unsigned long hole, unsigned long *pages);

/* Is the page at @address one of those that are watched? */
bool brg_populate_is_watched(unsigned long address);

/* The whole VMA by brg_populate_bulk(). */
int brg_populate_all(struct vm_area_struct *vma);

/**
 * struct brg_watched - use of a range, seen by the entries that are watched
 * @places: watched, one in 16
 * @used: of these, present and accessed
 */
struct brg_watched {
	unsigned int places, used;
};

/**
 * brg_populate_watched - how much of a range has been accessed?
 * @vma: VMA of a device; memory_lock held
 * @start: page aligned, in the VMA; no PMD or PUD maps it
 * @end: exclusive, in the same page table
 * @out: answer; zeroes if there is no page table and no memory for one
 *
 * Context: may sleep.
 */
void brg_populate_watched(struct vm_area_struct *vma, unsigned long start,
			  unsigned long end, struct brg_watched *out);

#endif /* BRG_POPULATE_H */
