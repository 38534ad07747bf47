// SPDX-License-Identifier: GPL-2.0-only
/* single.c - one page of a BAR, without asking for its memory type again. */
#include <linux/mm.h>
#include <linux/string.h>

#include "compat.h"
#include "mmap.h"
#include "single.h"

/**
 * struct brg_single - one entry of a page table
 * @vma: of the page
 * @pfn: of the page
 * @known: see struct brg_memtypes
 */
struct brg_single {
	struct vm_area_struct *vma;
	unsigned long pfn;
	u64 *known;
};

void brg_memtypes_forget(struct brg_memtypes *types)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(types->known); i++)
		WRITE_ONCE(types->known[i], 0);
}

static int brg_single_learn(pte_t *pte, unsigned long address, void *data)
{
	const struct brg_single *single = data;
	pte_t entry = ptep_get(pte);

	/* emptied meanwhile, or written to already */
	if (pte_present(entry))
		WRITE_ONCE(*single->known,
			   ~(pgprot_val(pte_pgprot(pte_mkclean(entry))) ^
			     pgprot_val(single->vma->vm_page_prot)));
	return 0;
}

static int brg_single_fill(pte_t *pte, unsigned long address, void *data)
{
	const struct brg_single *single = data;
	const struct vm_area_struct *vma = single->vma;
	u64 differ = ~READ_ONCE(*single->known);
	pgprot_t prot;

	/* another thread was here first; or nothing is known any more */
	if (!pte_none(ptep_get(pte)) || !~differ)
		return 0;
	prot = __pgprot(pgprot_val(vma->vm_page_prot) ^ differ);
	set_pte_at(vma->vm_mm, address, pte,
		   pte_mkspecial(pfn_pte(single->pfn, prot)));
	return 0;
}

vm_fault_t brg_single_insert(struct brg_memtypes *types, struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct brg_single single = {
		.vma = vma,
		.pfn = brg_vma_pfn(vma, vmf->address),
		.known = &types->known[brg_vma_region(vma)],
	};
	vm_fault_t ret;

	if (likely(READ_ONCE(*single.known)))
		return brg_fault_result(apply_to_page_range(vma->vm_mm,
							    vmf->address,
							    PAGE_SIZE,
							    brg_single_fill,
							    &single));
	ret = vmf_insert_pfn_prot(vma, vmf->address, single.pfn,
				  vma->vm_page_prot);
	/* without it the next fault asks again */
	if (ret == VM_FAULT_NOPAGE)
		apply_to_page_range(vma->vm_mm, vmf->address, PAGE_SIZE,
				    brg_single_learn, &single);
	return ret;
}
