/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat.h - the only place that knows how kernels differ.
 *
 * The module is written as if for the newest kernel; older spellings are
 * mapped onto it here. compat.mk finds out what is there.
 */
#ifndef BRG_COMPAT_H
#define BRG_COMPAT_H

#include <linux/device.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/pgtable.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timex.h>

#ifndef BRG_HAVE_VM_FLAGS_SET
static inline void vm_flags_set(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->vm_flags |= flags;
}
#endif

/*
 * remap_pfn_range() sets vm_flags. Since vm_flags_set() asserts that mmap_lock
 * is held for write, that is no longer possible in a fault handler.
 */
#ifdef BRG_HAVE_VM_FLAGS_SET
#define BRG_CAN_REMAP_IN_FAULT	0
#else
#define BRG_CAN_REMAP_IN_FAULT	1
#endif

#ifndef BRG_HAVE_ZAP_SPECIAL_VMA_RANGE
static inline void zap_special_vma_range(struct vm_area_struct *vma,
					 unsigned long address,
					 unsigned long size)
{
	zap_vma_ptes(vma, address, size);
}
#endif

/* 7.0: the kmalloc_obj() family */
#ifndef kzalloc_obj
#define kzalloc_obj(object, gfp)	kzalloc(sizeof(object), gfp)
#endif

#ifndef BRG_HAVE_SET_PTES
static inline void set_ptes(struct mm_struct *mm, unsigned long address,
			    pte_t *pte, pte_t entry, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		set_pte_at(mm, address + i * PAGE_SIZE, pte + i,
			   pte_mkspecial(pfn_pte(pte_pfn(entry) + i,
						 pte_pgprot(entry))));
}
#endif

#if defined(BRG_HAVE_MM_GUA)
#define brg_mm_get_unmapped_area(file, address, length, pgoff, flags) \
	mm_get_unmapped_area(file, address, length, pgoff, flags)
#elif defined(BRG_HAVE_MM_GUA_OF_MM)
#define brg_mm_get_unmapped_area(file, address, length, pgoff, flags) \
	mm_get_unmapped_area(current->mm, file, address, length, pgoff, flags)
#else
#define brg_mm_get_unmapped_area(file, address, length, pgoff, flags) \
	(current->mm->get_unmapped_area(file, address, length, pgoff, flags))
#endif

/* Before 6.12 huge_fault had another type, and no use for us. */
#ifdef CONFIG_ARCH_SUPPORTS_HUGE_PFNMAP
#define BRG_HUGE_FAULT(handler)	.huge_fault = (handler),
#else
#define BRG_HUGE_FAULT(handler)
#endif

/* 6.7: lets a hypervisor map the range cacheable as it sees fit (arm64) */
#ifndef VM_ALLOW_ANY_UNCACHED
#define VM_ALLOW_ANY_UNCACHED	0
#endif

#ifdef BRG_HAVE_PFN_T
#include <linux/pfn_t.h>
#define brg_huge_pfn(pfn)	__pfn_to_pfn_t((pfn), PFN_DEV)
#else
#define brg_huge_pfn(pfn)	(pfn)
#endif

/* brg_is_overridden - did the user name @drv in driver_override? */
static inline bool brg_is_overridden(struct pci_dev *pdev,
				     const struct device_driver *drv)
{
#ifdef BRG_HAVE_DEVICE_DRIVER_OVERRIDE
	return device_match_driver_override(&pdev->dev, drv) > 0;
#else
	/* stable here: written under the device lock, held during probe */
	return pdev->driver_override && !strcmp(pdev->driver_override, drv->name);
#endif
}

/* brg_cycles_khz - frequency of get_cycles(), 0 if unknown */
#ifdef CONFIG_X86
#include <asm/tsc.h>
static inline u32 brg_cycles_khz(void)
{
	return tsc_khz;
}
#else
static inline u32 brg_cycles_khz(void)
{
	return 0;
}
#endif

#endif /* BRG_COMPAT_H */
