// SPDX-License-Identifier: GPL-2.0-only
/* populate.c - fill more than one page of a VMA at once. */
#include <linux/mm.h>
#include <linux/sched.h>

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
 * struct brg_bulk - what the callback for each PTE needs
 * @mm: of the VMA
 * @pfn: of the next page
 * @prot: of a page that vmf_insert_pfn() has inserted; invalid until seen
 * @pages: inserted so far
 * @seen: @prot is valid
 */
struct brg_bulk {
	struct mm_struct *mm;
	unsigned long pfn;
	pgprot_t prot;
	unsigned long pages;
	bool seen;
};

static int brg_bulk_learn(pte_t *pte, unsigned long address, void *data)
{
	struct brg_bulk *bulk = data;
	pte_t entry = ptep_get(pte);

	if (!pte_present(entry))
		return -EAGAIN;
	bulk->prot = pte_pgprot(entry);
	bulk->seen = true;
	return 0;
}

static int brg_bulk_set(pte_t *pte, unsigned long address, void *data)
{
	struct brg_bulk *bulk = data;
	unsigned long pfn = bulk->pfn++;

	if (!pte_none(ptep_get(pte)))
		return 0;
	set_pte_at(bulk->mm, address, pte,
		   pte_mkspecial(pfn_pte(pfn, bulk->prot)));
	bulk->pages++;
	return 0;
}

int brg_populate_bulk(struct vm_area_struct *vma, unsigned long start,
		      unsigned long end, unsigned long *pages)
{
	struct brg_bulk bulk = {
		.mm = vma->vm_mm,
		.pfn = brg_vma_pfn(vma, start),
	};
	int ret;

	ret = brg_insert_errno(vmf_insert_pfn(vma, start, bulk.pfn));
	if (ret)
		return ret;
	ret = apply_to_page_range(bulk.mm, start, PAGE_SIZE, brg_bulk_learn,
				  &bulk);
	if (ret)
		return ret;
	bulk.pages = 1;

	bulk.pfn++;
	start += PAGE_SIZE;
	while (!ret && start < end) {
		unsigned long next = min(end, pmd_addr_end(start, end));

		ret = apply_to_page_range(bulk.mm, start, next - start,
					  brg_bulk_set, &bulk);
		start = next;
		cond_resched();
	}
	*pages += bulk.pages;
	return ret;
}

int brg_populate_all(struct vm_area_struct *vma)
{
	unsigned long pages = 0;

	return brg_populate_bulk(vma, vma->vm_start, vma->vm_end, &pages);
}
