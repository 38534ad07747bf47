/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * single.h - one page of a BAR, without asking for its memory type again.
 *
 * vmf_insert_pfn() looks up for every page which memory type its range has:
 * a quarter of what a fault costs (7.3: 422 of 1,850 instructions).
 * remap_pfn_range() asks once for all of a VMA. This is in between: once for a
 * BAR, until its mappings are emptied.
 */
#ifndef BRG_SINGLE_H
#define BRG_SINGLE_H

#include <linux/mm.h>

#include "barrage.h"

/**
 * struct brg_memtypes - what the kernel made of pages of each BAR
 * @known: bits in which an entry differs from the vm_page_prot it was made by,
 *	inverted; 0 for nothing known. One word: read and written without a lock
 */
struct brg_memtypes {
	u64 known[BRG_REGION_ROM + 1];
};

/* As if no page had been inserted yet. Context: any. */
void brg_memtypes_forget(struct brg_memtypes *types);

/**
 * brg_single_insert - map the page that faulted
 * @types: of the device
 * @vmf: an order-0 fault in a VMA of the device; no PMD or PUD of its range may
 *	hold a huge entry
 *
 * The first page of a BAR goes by vmf_insert_pfn_prot(), and is looked at. What
 * is not cacheability is always taken from the VMA.
 *
 * Source: v7.3 mm/memory.c insert_pfn(), apply_to_page_range();
 * arch/x86/mm/pat/memtype.c pfnmap_setup_cachemode().
 * Context: may sleep; memory_lock held for read; mmap_lock or the VMA lock
 * held.
 * Return: VM_FAULT_NOPAGE, also where the entry is there already;
 * VM_FAULT_OOM; VM_FAULT_SIGBUS.
 */
vm_fault_t brg_single_insert(struct brg_memtypes *types, struct vm_fault *vmf);

#endif /* BRG_SINGLE_H */
