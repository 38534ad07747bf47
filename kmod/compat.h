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
#include <linux/dma-buf.h>
#include <linux/fs.h>
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

static inline void vm_flags_clear(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->vm_flags &= ~flags;
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

#ifdef BRG_HAVE_FILE_REF
#define BRG_TELLS_OF_PUTS	1
#else
#define BRG_TELLS_OF_PUTS	0
#endif

#ifndef BRG_HAVE_ZAP_SPECIAL_VMA_RANGE
static inline void zap_special_vma_range(struct vm_area_struct *vma,
					 unsigned long address,
					 unsigned long size)
{
	zap_vma_ptes(vma, address, size);
}
#endif

#ifndef BRG_HAVE_MMPUT_ASYNC
#define mmput_async(mm)			mmput(mm)
#endif

#ifndef __counted_by
#define __counted_by(member)
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

/* Is there an entry for @address, of any order? mmap_lock is held. */
static inline bool brg_address_present(struct vm_area_struct *vma,
				       unsigned long address)
{
#ifdef BRG_HAVE_FOLLOW_PFNMAP
	struct follow_pfnmap_args args = { .vma = vma, .address = address };

	if (follow_pfnmap_start(&args))
		return false;
	follow_pfnmap_end(&args);
	return true;
#else
	unsigned long pfn;

	return !follow_pfn(vma, address, &pfn);
#endif
}

#ifndef BRG_HAVE_UMEM_GET_VA
#define ib_umem_get_va(ibdev, address, length, access) \
	ib_umem_get(ibdev, address, length, access)
#endif

/* parameters of registration, and what the caller gave of the newer one */
#ifdef BRG_HAVE_MR_DMAH
#define BRG_MR_ACCESS_PARAMS	int access, struct ib_dmah *dmah
#define BRG_MR_DMAH_GIVEN	(dmah)
#else
#define BRG_MR_ACCESS_PARAMS	int access
#define BRG_MR_DMAH_GIVEN	false
#endif

#ifdef BRG_HAVE_DMABUF_MR_ATTRS
#define brg_dmabuf_mr_caller	uverbs_attr_bundle
#else
#define brg_dmabuf_mr_caller	ib_udata
#endif

/* in a struct dma_buf_attach_ops */
#ifdef BRG_HAVE_INVALIDATE_MAPPINGS
#define BRG_INVALIDATE_MAPPINGS(handler)	.invalidate_mappings = (handler),
#else
#define BRG_INVALIDATE_MAPPINGS(handler)	.move_notify = (handler),
#endif

/* 6.13: the name space is a string */
#ifdef BRG_HAVE_IMPORT_NS_STRING
#define BRG_IMPORT_NS_DMA_BUF()	MODULE_IMPORT_NS("DMA_BUF")
#else
#define BRG_IMPORT_NS_DMA_BUF()	MODULE_IMPORT_NS(DMA_BUF)
#endif

/* 7.1, 95308225e5ba: dma_buf_move_notify() became this, and its operation */
#ifndef BRG_HAVE_INVALIDATE_MAPPINGS
#define dma_buf_invalidate_mappings	dma_buf_move_notify
#define invalidate_mappings		move_notify
#endif

/*
 * Before, dma_buf_dynamic_attach() insisted on a notification, and whether the
 * importer unmaps on it cannot be known. Nor did an exporter get along without
 * pinning: it counted as static, mapped once and for all at attachment.
 */
#ifdef BRG_HAVE_DMA_BUF_REVOCABLE
#define BRG_HAS_NO_PIN		1
#define BRG_DMA_BUF_PIN(pin_op, unpin_op)
#else
#define BRG_HAS_NO_PIN		0
#define BRG_DMA_BUF_PIN(pin_op, unpin_op)	\
	.pin = (pin_op), .unpin = (unpin_op),
static inline bool dma_buf_attach_revocable(struct dma_buf_attachment *attach)
{
	return attach->importer_ops && attach->importer_ops->move_notify;
}
#endif
/* ... so an importer that cannot be told to go has to pretend, there. */
#ifdef BRG_HAVE_DMA_BUF_REVOCABLE
#define BRG_DMA_BUF_IGNORE_NOTIFY(op)
#else
#define BRG_DMA_BUF_IGNORE_NOTIFY(op)	.move_notify = (op),
#endif

#ifndef BRG_HAVE_PHYS_VEC
struct phys_vec {
	phys_addr_t paddr;
	size_t len;
};
#endif

/* 6.19: DMA addresses of device memory, by the dma-buf and P2PDMA cores */
#ifdef BRG_HAVE_PHYS_VEC_TO_SGT
#include <linux/dma-buf-mapping.h>
#include <linux/pci-p2pdma.h>
#define BRG_CAN_P2PDMA		IS_ENABLED(CONFIG_PCI_P2PDMA)
#else
#include <linux/pci-p2pdma.h>
#define BRG_CAN_P2PDMA		0
struct p2pdma_provider;
static inline int pcim_p2pdma_init(struct pci_dev *pdev)
{
	return -EOPNOTSUPP;
}

static inline struct p2pdma_provider *pcim_p2pdma_provider(struct pci_dev *pdev,
							   int bar)
{
	return NULL;
}

static inline struct sg_table *
dma_buf_phys_vec_to_sgt(struct dma_buf_attachment *attach,
			struct p2pdma_provider *provider,
			struct phys_vec *phys_vec, size_t nr_ranges,
			size_t size, enum dma_data_direction dir)
{
	return ERR_PTR(-EOPNOTSUPP);
}

static inline void dma_buf_free_sgt(struct dma_buf_attachment *attach,
				    struct sg_table *sgt,
				    enum dma_data_direction dir)
{
}
#endif

/* 6.7: get_file_active() */
#ifndef BRG_HAVE_GET_FILE_ACTIVE
static inline struct file *get_file_active(struct file **f)
{
	return get_file_rcu(*f) ? *f : NULL;
}
#endif

/* 6.7: a header of its own; 6.7, 6.13: where the payload of a command is */
#ifdef BRG_HAVE_URING_CMD_HEADER
#include <linux/io_uring/cmd.h>
#else
#include <linux/io_uring.h>
#endif
#if defined(BRG_HAVE_URING_SQE_CMD_TYPE)
#define brg_uring_payload(ioucmd, type)	io_uring_sqe_cmd((ioucmd)->sqe, type)
#elif defined(BRG_HAVE_URING_CMD_HEADER)
#define brg_uring_payload(ioucmd, type)	\
	((const type *)io_uring_sqe_cmd((ioucmd)->sqe))
#else
#define brg_uring_payload(ioucmd, type)	((const type *)(ioucmd)->cmd)
#endif

/* 6.8: without the number of signals */
#ifdef BRG_HAVE_EVENTFD_SIGNAL_N
#define brg_eventfd_signal(ctx)	eventfd_signal((ctx), 1)
#else
#define brg_eventfd_signal(ctx)	eventfd_signal(ctx)
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
