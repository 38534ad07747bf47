/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * adapt.h - how many pages the next fault of a VMA, or mmap() itself, should
 * map.
 *
 * Readahead for page tables, and a memory for what mappings were used for.
 * Both are small tables of the device, by hash: they are advice, so losing an
 * entry to another VMA or to a race costs a few faults and nothing else, and no
 * VMA owns memory.
 */
#ifndef BRG_ADAPT_H
#define BRG_ADAPT_H

#include <linux/mm_types.h>

#include "habit.h"
#include "single.h"

#define BRG_NR_STREAMS	64

/**
 * struct brg_stream - what is known of the faults of one VMA
 * @vma: which, to be compared only
 * @start: address of the last window
 * @hole: address of a page that windows leave out, to see whether it is used; 0
 *	for none
 * @kind: of the VMA when the stream began, 0 where no habit is kept
 * @pages: length of the last window, 0 for none
 * @faults: so far, not counting one at @hole
 * @mapped: pages so far
 * @level: log2 of the window in pages
 * @wasted: windows in a row of which little was used
 * @hit: the page at @hole was used
 * @several: a window had more than one page
 * @filled: the VMA was filled from end to end, but for @hole
 *
 * All fields are read and written without a lock.
 */
struct brg_stream {
	const void *vma;
	unsigned long start, hole, kind;
	unsigned int pages, faults, mapped;
	u8 level, wasted;
	bool hit, several, filled;
};

struct brg_adapt {
	struct brg_stream streams[BRG_NR_STREAMS];
	struct brg_habits habits;
	struct brg_memtypes memtypes;
};

/**
 * struct brg_window - pages to map
 * @start: of the first page
 * @end: after the last
 * @hole: address of one that is left out, or 0
 */
struct brg_window {
	unsigned long start, end;
	unsigned long hole;
};

/* Forget everything, as if the device had never been mapped. */
void brg_adapt_forget(struct brg_adapt *adapt);

/**
 * brg_adapt_mmap - should mmap() fill a new VMA?
 * @adapt: of the device
 * @vma: new, no huge entry can map any of it
 * @out: where true is returned, what to map: all of it, but for a hole
 *
 * Context: mmap_lock held for write.
 */
bool brg_adapt_mmap(struct brg_adapt *adapt, const struct vm_area_struct *vma,
		    struct brg_window *out);

/**
 * brg_adapt_close - learn from a VMA that goes
 * @adapt: of the device
 * @vma: has no pages any more
 */
void brg_adapt_close(struct brg_adapt *adapt, const struct vm_area_struct *vma);

/**
 * brg_adapt_window - choose what a fault maps
 * @adapt: of the device
 * @vmf: an order-0 fault in a range that holds no huge entry
 * @copied: the VMA came by open(), not by mmap()
 * @out: pages in the VMA, the faulting one among them, in a range that no huge
 *	entry can map. They begin in the page table of the fault, unless they
 *	are the whole VMA
 *
 * Context: memory_lock held for read; may sleep.
 * Return: it is the faulting page alone.
 */
bool brg_adapt_window(struct brg_adapt *adapt, const struct vm_fault *vmf,
		      bool copied, struct brg_window *out);

/* The same for a VMA that has room for huge entries, by its own faults alone */
void brg_adapt_window_apart(struct brg_adapt *adapt, const struct vm_fault *vmf,
			    struct brg_window *out);

/* ... and this many pages it did map, of more than one that were asked for. */
void brg_adapt_mapped(struct brg_adapt *adapt, const struct vm_area_struct *vma,
		      unsigned long pages);

#endif /* BRG_ADAPT_H */
