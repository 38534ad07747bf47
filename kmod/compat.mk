# SPDX-License-Identifier: GPL-2.0-only
# What the kernel being built against has, found by looking at its headers,
# never by its version: distributions and stable trees backport. compat.h
# turns each into one spelling for the rest of the module.

brg-inc := $(srctree)/include/linux
# $(call brg-has,DEFINE,extended regex,header)
brg-has = $(shell grep -qsE '$(2)' $(brg-inc)/$(3) && echo -D$(1))
# the same, where the expression spans lines
brg-spans = $(shell grep -qszE '$(2)' $(brg-inc)/$(3) && echo -D$(1))
# $(call brg-exports,DEFINE,symbol): where headers declare what modules cannot have
brg-exports = $(shell grep -qsw '$(2)' $(objtree)/Module.symvers && echo -D$(1))

# mmput_async() is declared by all, exported by many
ccflags-y += $(call brg-exports,BRG_HAVE_MMPUT_ASYNC,mmput_async)
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

# 6.13, cdd30ebb1b9f: MODULE_IMPORT_NS() takes a string
ccflags-y += $(call brg-has,BRG_HAVE_IMPORT_NS_STRING,MODULE_INFO.import_ns. ns,module.h)
# 6.12, 6857be5fecae: follow_pfn() became follow_pfnmap_start()
ccflags-y += $(call brg-has,BRG_HAVE_FOLLOW_PFNMAP,int follow_pfnmap_start,mm.h)

# dma-buf: 7.1 renamed the notification; revocable importers; mapping by P2PDMA
ccflags-y += $(call brg-has,BRG_HAVE_DMA_BUF_REVOCABLE,dma_buf_attach_revocable,dma-buf.h)
ccflags-y += $(call brg-has,BRG_HAVE_PHYS_VEC,struct phys_vec,types.h)
ccflags-y += $(call brg-has,BRG_HAVE_PHYS_VEC_TO_SGT,dma_buf_phys_vec_to_sgt,dma-buf-mapping.h)
# 6.7, 0ede61d8589c: get_file_active()
ccflags-y += $(call brg-has,BRG_HAVE_GET_FILE_ACTIVE,get_file_active.struct file,fs.h)
# 6.13, 90ee6ed776c0: references to a file are counted by a file_ref_t, which tells
# of one put too many
ccflags-y += $(call brg-has,BRG_HAVE_FILE_REF,file_ref_put,file_ref.h)
# io_uring commands: their header, and a macro that knows the payload's type
ccflags-y += $(call brg-has,BRG_HAVE_URING_CMD_HEADER,struct io_uring_cmd \{,io_uring/cmd.h)
ccflags-y += $(call brg-has,BRG_HAVE_URING_SQE_CMD_TYPE,define io_uring_sqe_cmd.sqe. type,io_uring/cmd.h)
# up to 6.7: eventfd_signal() took the number of signals
ccflags-y += $(call brg-has,BRG_HAVE_EVENTFD_SIGNAL_N,eventfd_signal.struct eventfd_ctx \*ctx. __u64 n,eventfd.h)

# 6.12, f9e54c3a2f5b ("vfio/pci: implement huge_fault support"): special PMDs
# and PUDs that GUP refuses. Before, a PFNMAP PMD is taken for pages.
BRG_HUGE_PFNMAP := $(if $(CONFIG_ARCH_SUPPORTS_HUGE_PFNMAP),y)

# RDMA, for barrage_rnic.ko
# 7.x: ib_umem_get() became ib_umem_get_va()
ccflags-y += $(call brg-has,BRG_HAVE_UMEM_GET_VA,struct ib_umem .ib_umem_get_va\>,../rdma/ib_umem.h)
# 6.17: registration takes a DMA handle
ccflags-y += $(call brg-has,BRG_HAVE_MR_DMAH,struct ib_dmah .dmah\>,../rdma/ib_verbs.h)
# 6.12: a dma-buf's registration gets the attributes, not the driver's part
ccflags-y += $(call brg-spans,BRG_HAVE_DMABUF_MR_ATTRS,.reg_user_mr_dmabuf.[^;]*uverbs_attr_bundle,../rdma/ib_verbs.h)
# 7.0: the importer's move_notify() became invalidate_mappings()
ccflags-y += $(call brg-has,BRG_HAVE_INVALIDATE_MAPPINGS,void ..invalidate_mappings,dma-buf.h)
# 7.0, and stable trees as 6.12.107: a pinned importer can be told to let go
BRG_PINNED_REVOCABLE := $(if $(call brg-has,y,ib_umem_dmabuf_get_pinned_revocable_and_lock,../rdma/ib_umem.h),y)
