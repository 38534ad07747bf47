// SPDX-License-Identifier: GPL-2.0-only
/* populate.c - fill a whole VMA at once. */
#include <linux/mm.h>
#include <linux/sched.h>

#include "mmap.h"
#include "populate.h"

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

	for (address = vma->vm_start; address < vma->vm_end;
	     address += PAGE_SIZE, pfn++) {
		vm_fault_t ret = vmf_insert_pfn(vma, address, pfn);

		if (ret != VM_FAULT_NOPAGE)
			return ret & VM_FAULT_OOM ? -ENOMEM : -EINVAL;
		if (!(pfn % PTRS_PER_PTE))
			cond_resched();
	}
	return 0;
}
