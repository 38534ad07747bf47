// SPDX-License-Identifier: GPL-2.0-only
/* populate.c - fill more than one page of a VMA at once. */
#include <linux/mm.h>
#include <linux/sched.h>

#include "compat.h"
#include "mmap.h"
#include "populate.h"

static int brg_insert_errno(vm_fault_t ret)
{
	if (ret == VM_FAULT_NOPAGE)
		return 0;
	return ret & VM_FAULT_OOM ? -ENOMEM : -EINVAL;
}

int brg_populate_remap(struct vm_area_struct *vma)
{
	return io_remap_pfn_range(vma, vma->vm_start,
				  brg_vma_pfn(vma, vma->vm_start),
				  vma->vm_end - vma->vm_start,
				  vma->vm_page_prot);
}

int brg_populate_insert(struct vm_area_struct *vma)
{
	unsigned long pfn = brg_vma_pfn(vma, vma->vm_start);
	unsigned long address;
	int ret;

	for (address = vma->vm_start; address < vma->vm_end;
	     address += PAGE_SIZE, pfn++) {
		ret = brg_insert_errno(vmf_insert_pfn(vma, address, pfn));
		if (ret)
			return ret;
		if (!(pfn % PTRS_PER_PTE))
			cond_resched();
	}
	return 0;
}

/**
 * struct brg_bulk - a run of entries in one page table
 * @mm: of the VMA
 * @pfn: of the first page
 * @n: entries
 * @first: index of the one that vmf_insert_pfn() has inserted
 * @ahead: entries after these that may be filled, too, BRG_AHEAD for each
 *	right before the wanted one that is present
 * @watch: make entries at watched places, but for the wanted one, old
 * @vma_start: of the VMA
 * @prot: of a page that vmf_insert_pfn() has inserted
 * @learned: @prot is valid
 * @hole: address of a page to leave out
 * @pages: inserted so far
 */
struct brg_bulk {
	struct mm_struct *mm;
	unsigned long pfn;
	unsigned int n, first, ahead;
	bool watch;
	unsigned long vma_start;
	pgprot_t prot;
	bool learned;
	unsigned long hole;
	unsigned long pages;
};

/*
 * Of every 16 entries of a page table one is watched, each time at another
 * place: regular use may hide from one phase.
 */
#define BRG_WATCH_STEP	16
#define BRG_NR_WATCHED	(PTRS_PER_PTE / BRG_WATCH_STEP)

static unsigned int brg_watched(unsigned int group)
{
	return group * BRG_WATCH_STEP + group * 7 % BRG_WATCH_STEP;
}

bool brg_populate_is_watched(unsigned long address)
{
	unsigned int index = pte_index(address);

	return brg_watched(index / BRG_WATCH_STEP) == index;
}

/* Pages mapped ahead for each that was mapped right before the wanted one */
#define BRG_AHEAD		3

/* Entries from @pte on that are empty, up to @n. */
static unsigned int brg_bulk_run(pte_t *pte, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n && pte_none(ptep_get(pte + i)); i++)
		;
	return i;
}

/* Make the watched among entries @from to @end, exclusive, look unused. */
static void brg_bulk_watch(const struct brg_bulk *bulk, pte_t *pte,
			   unsigned long address, unsigned int from,
			   unsigned int end)
{
	unsigned int group = (pte_index(address) + from) / BRG_WATCH_STEP;
	unsigned int i;

	for (; group < BRG_NR_WATCHED; group++) {
		i = brg_watched(group) - pte_index(address);
		if ((int)i < (int)from)
			continue;
		if (i >= end)
			break;
		if (i != bulk->first)
			set_pte_at(bulk->mm, address + i * PAGE_SIZE, pte + i,
				   pte_mkold(ptep_get(pte + i)));
	}
}

/* Present entries right before the wanted one, as far as the VMA goes. */
static unsigned int brg_bulk_run_before(const struct brg_bulk *bulk,
					pte_t *pte, unsigned long address)
{
	unsigned int most = min_t(unsigned long, pte_index(address),
				  (address - bulk->vma_start) >> PAGE_SHIFT);
	unsigned int i;

	for (i = 0; i < most + bulk->first; i++)
		if (!pte_present(ptep_get(pte + bulk->first - 1 - i)))
			break;
	return i;
}

/*
 * Called for the first entry of the run, with its page table locked and
 * mapped. The entries of one table are an array, so the rest needs no call.
 */
static int brg_bulk_fill(pte_t *pte, unsigned long address, void *data)
{
	struct brg_bulk *bulk = data;
	unsigned int i, run, hole;

	if (!bulk->learned) {
		pte_t entry = ptep_get(pte + bulk->first);

		/* gone again already? the fault will be repeated */
		if (!pte_present(entry))
			return -EAGAIN;
		bulk->prot = pte_pgprot(entry);
		bulk->learned = true;
		if (bulk->ahead)
			bulk->n = min(bulk->n + bulk->ahead,
				      max(bulk->n, bulk->first + 1 + BRG_AHEAD *
				      brg_bulk_run_before(bulk, pte, address)));
	}

	/* where there is none, or not here, an index that no table has */
	hole = min_t(unsigned long, (bulk->hole - address) >> PAGE_SHIFT,
		     PTRS_PER_PTE);
	for (i = 0; i < bulk->n; i += run) {
		run = brg_bulk_run(pte + i, (i < hole ? min(hole, bulk->n) :
							bulk->n) - i);
		if (!run || i == hole) {
			run = 1;
			continue;
		}
		set_ptes(bulk->mm, address + i * PAGE_SIZE, pte + i,
			 pte_mkspecial(pfn_pte(bulk->pfn + i, bulk->prot)), run);
		if (bulk->watch)
			brg_bulk_watch(bulk, pte, address, i, i + run);
		bulk->pages += run;
	}
	return 0;
}

int brg_populate_bulk(struct vm_area_struct *vma, unsigned long start,
		      unsigned long end, unsigned long wanted,
		      unsigned long hole, unsigned long *pages)
{
	struct brg_bulk bulk = {
		.mm = vma->vm_mm,
		.pfn = brg_vma_pfn(vma, start),
		.vma_start = vma->vm_start,
		.hole = hole,
		.pages = 1,
	};
	int ret;

	if (wanted) {
		unsigned long table = pmd_addr_end(start, vma->vm_end);

		bulk.first = (wanted - start) >> PAGE_SHIFT;
		bulk.watch = end <= table;
		bulk.ahead = bulk.watch ? (table - end) >> PAGE_SHIFT : 0;
	}
	ret = brg_insert_errno(vmf_insert_pfn(vma, start + bulk.first * PAGE_SIZE,
					      bulk.pfn + bulk.first));
	while (!ret && start < end) {
		unsigned long next = min(end, pmd_addr_end(start, end));

		bulk.n = (next - start) >> PAGE_SHIFT;
		ret = apply_to_page_range(bulk.mm, start, PAGE_SIZE,
					  brg_bulk_fill, &bulk);
		bulk.pfn += bulk.n;
		start = next;
		cond_resched();
	}
	*pages += bulk.pages;
	return ret == -EAGAIN ? 0 : ret;
}

int brg_populate_all(struct vm_area_struct *vma)
{
	unsigned long pages = 0;

	return brg_populate_bulk(vma, vma->vm_start, vma->vm_end, 0, 0,
				 &pages);
}

/**
 * struct brg_use - what the watched entries of a range say
 * @n: entries of the range
 * @out: the answer
 */
struct brg_use {
	unsigned int n;
	struct brg_watched *out;
};

static int brg_use_count(pte_t *pte, unsigned long address, void *data)
{
	struct brg_use *use = data;
	unsigned int first = pte_index(address);
	unsigned int group = first / BRG_WATCH_STEP;

	for (; group < BRG_NR_WATCHED; group++) {
		unsigned int i = brg_watched(group);
		pte_t entry;

		if (i < first)
			continue;
		if (i >= first + use->n)
			break;
		entry = ptep_get(pte + i - first);
		use->out->places++;
		use->out->used += pte_present(entry) && pte_young(entry);
	}
	return 0;
}

void brg_populate_watched(struct vm_area_struct *vma, unsigned long start,
			  unsigned long end, struct brg_watched *out)
{
	struct brg_use use = {
		.n = (end - start) >> PAGE_SHIFT,
		.out = out,
	};

	*out = (struct brg_watched){ };
	/* without memory for a page table there is nothing to see in it */
	apply_to_page_range(vma->vm_mm, start, PAGE_SIZE, brg_use_count, &use);
}
