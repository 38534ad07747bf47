/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * adapt.h - how many pages the next fault of a VMA should map.
 *
 * Readahead for page tables. What is known of a VMA is kept in a small table
 * of the device, by hash: it is advice, so losing an entry to another VMA or
 * to a race costs a few faults and nothing else, and no VMA owns memory.
 */
#ifndef BRG_ADAPT_H
#define BRG_ADAPT_H

#include <linux/mm_types.h>

#define BRG_NR_STREAMS	64

/**
 * struct brg_stream - what is known of the faults of one VMA
 * @vma: which, to be compared only
 * @start: address of the last window
 * @pages: length of that window, 0 for none
 * @level: log2 of the window in pages
 * @wasted: windows in a row of which little was used
 *
 * All fields are read and written without a lock.
 */
struct brg_stream {
	const void *vma;
	unsigned long start;
	unsigned int pages;
	unsigned int level;
	unsigned int wasted;
};

struct brg_adapt {
	struct brg_stream streams[BRG_NR_STREAMS];
};

/**
 * struct brg_window - pages to map
 * @start: of the first page
 * @end: after the last
 */
struct brg_window {
	unsigned long start, end;
};

/**
 * brg_adapt_reset - forget what was known of a VMA at the same address
 * @adapt: of the device
 * @vma: new
 */
void brg_adapt_reset(struct brg_adapt *adapt, const struct vm_area_struct *vma);

/**
 * brg_adapt_window - choose what a fault maps
 * @adapt: of the device
 * @vmf: an order-0 fault in a range that holds no huge entry
 * @out: a window around the faulting page, in one page table and in the VMA
 *
 * Context: memory_lock held for read; may sleep.
 */
void brg_adapt_window(struct brg_adapt *adapt, const struct vm_fault *vmf,
		      struct brg_window *out);

#endif /* BRG_ADAPT_H */
