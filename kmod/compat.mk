# SPDX-License-Identifier: GPL-2.0-only
# What the kernel being built against has, found by looking at its headers,
# never by its version: distributions and stable trees backport. compat.h
# turns each into one spelling for the rest of the module.

brg-inc := $(srctree)/include/linux
# $(call brg-has,DEFINE,extended regex,header)
brg-has = $(shell grep -qsE '$(2)' $(brg-inc)/$(3) && echo -D$(1))

# 6.3, bc292ab00f6c ("mm: introduce vma->vm_flags wrapper functions")
ccflags-y += $(call brg-has,BRG_HAVE_VM_FLAGS_SET,static inline void vm_flags_set\>,mm.h)
# 7.1, 52a9e9cd181f: zap_vma_ptes() became zap_special_vma_range()
ccflags-y += $(call brg-has,BRG_HAVE_ZAP_SPECIAL_VMA_RANGE,void zap_special_vma_range\>,mm.h)
# up to 6.1x: vmf_insert_pfn_pmd() took a pfn_t
ccflags-y += $(call brg-has,BRG_HAVE_PFN_T,} pfn_t;|pfn_t_to_pfn,pfn_t.h)
# 7.x: driver_override moved from each bus to struct device
ccflags-y += $(call brg-has,BRG_HAVE_DEVICE_DRIVER_OVERRIDE,device_match_driver_override\>,device.h)

# 6.6: entries of a page table can be set as an array
ccflags-y += $(call brg-has,BRG_HAVE_SET_PTES,set_ptes,pgtable.h)
# 6.10 to 7.x: mm_get_unmapped_area() took the mm; before, a method of it
ccflags-y += $(call brg-has,BRG_HAVE_MM_GUA_OF_MM, mm_get_unmapped_area.struct mm_struct,sched/mm.h)
ccflags-y += $(call brg-has,BRG_HAVE_MM_GUA, mm_get_unmapped_area.struct file,sched/mm.h)

# 6.12, f9e54c3a2f5b ("vfio/pci: implement huge_fault support"): special PMDs
# and PUDs that GUP refuses. Before, a PFNMAP PMD is taken for pages.
BRG_HUGE_PFNMAP := $(if $(CONFIG_ARCH_SUPPORTS_HUGE_PFNMAP),y)
