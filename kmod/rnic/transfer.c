// SPDX-License-Identifier: GPL-2.0-only
/*
 * transfer.c - RDMA WRITE and READ between two regions, by CPU.
 *
 * The proof that a region reaches the right bytes must come from what the
 * device was given and from nothing else: its addresses are translated as the
 * IOMMU would, page by page, and what lies behind is accessed as RAM or as a
 * device's memory.
 */
#include <linux/dma-buf.h>
#include <linux/dma-resv.h>
#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/iommu.h>
#include <linux/ioport.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "rnic.h"

#define BRG_BOUNCE	SZ_64K

/**
 * struct brg_span - where some bytes of a region are
 * @phys: physical address
 * @length: bytes from there on that are contiguous
 */
struct brg_span {
	phys_addr_t phys;
	u64 length;
};

/*
 * An address that the IOMMU does not translate is a bus address, which goes
 * from device to device without passing it. RAM is never reached like that.
 */
static int brg_locate_page(struct brg_rnic *rnic, dma_addr_t address,
			   phys_addr_t *out)
{
	struct iommu_domain *domain = iommu_get_domain_for_dev(&rnic->pdev->dev);
	phys_addr_t phys;

	if (!domain || domain->type == IOMMU_DOMAIN_IDENTITY) {
		*out = address;
		return 0;
	}
	phys = iommu_iova_to_phys(domain, address);
	if (!phys) {
		if (region_intersects(address & PAGE_MASK, PAGE_SIZE,
				      IORESOURCE_SYSTEM_RAM, IORES_DESC_NONE) !=
		    REGION_DISJOINT)
			return -EFAULT;
		phys = address;
	}
	*out = phys;
	return 0;
}

/* Find @length bytes at @offset of the table, or the first part of them. */
static int brg_locate(struct brg_mr *mr, u64 offset, u64 length,
		      struct brg_span *span)
{
	dma_addr_t address;
	phys_addr_t next;
	u64 run;
	int ret;

	address = brg_table_find(&mr->table, offset, &run);
	length = min(length, run);
	ret = brg_locate_page(mr->rnic, address, &span->phys);
	if (ret)
		return ret;
	span->length = min_t(u64, length, PAGE_SIZE - offset_in_page(address));
	while (span->length < length) {
		ret = brg_locate_page(mr->rnic, address + span->length, &next);
		if (ret)
			return ret;
		if (next != span->phys + span->length)
			break;
		span->length += min_t(u64, length - span->length, PAGE_SIZE);
	}
	return 0;
}

static void brg_copy_ram(const struct brg_span *span, u8 *buffer, bool write)
{
	u64 done = 0;

	while (done < span->length) {
		phys_addr_t phys = span->phys + done;
		size_t n = min_t(u64, span->length - done,
				 PAGE_SIZE - offset_in_page(phys));
		struct page *page = pfn_to_page(PHYS_PFN(phys));

		if (write)
			memcpy_to_page(page, offset_in_page(phys),
				       buffer + done, n);
		else
			memcpy_from_page(buffer + done, page,
					 offset_in_page(phys), n);
		done += n;
	}
}

static int brg_copy_io(const struct brg_span *span, u8 *buffer, bool write)
{
	void __iomem *io = ioremap(span->phys, span->length);

	if (!io)
		return -ENOMEM;
	if (write)
		memcpy_toio(io, buffer, span->length);
	else
		memcpy_fromio(buffer, io, span->length);
	iounmap(io);
	return 0;
}

static int brg_copy_span(const struct brg_span *span, u8 *buffer, bool write)
{
	switch (region_intersects(span->phys, span->length,
				  IORESOURCE_SYSTEM_RAM, IORES_DESC_NONE)) {
	case REGION_INTERSECTS:
		brg_copy_ram(span, buffer, write);
		return 0;
	case REGION_DISJOINT:
		return brg_copy_io(span, buffer, write);
	default:
		return -EFAULT;
	}
}

static int brg_mr_copy_mapped(struct brg_mr *mr, u64 offset, u8 *buffer,
			      u64 length, bool write)
{
	struct brg_span span;
	int ret;

	while (length) {
		ret = brg_locate(mr, offset, length, &span);
		if (!ret)
			ret = brg_copy_span(&span, buffer, write);
		if (ret)
			return ret;
		offset += span.length;
		buffer += span.length;
		length -= span.length;
	}
	return 0;
}

/* Between @buffer and the region; @address as a device takes it. */
static int brg_mr_copy(struct brg_mr *mr, u64 address, u8 *buffer, u64 length,
		       bool write)
{
	u64 offset = address - mr->iova + ib_umem_offset(mr->umem);
	struct dma_resv *resv;
	int ret;

	if (!mr->umem->is_dmabuf)
		return brg_mr_copy_mapped(mr, offset, buffer, length, write);
	resv = to_ib_umem_dmabuf(mr->umem)->attach->dmabuf->resv;
	ret = dma_resv_lock_interruptible(resv, NULL);
	if (ret)
		return ret;
	ret = brg_mr_map(mr);
	if (!ret)
		ret = brg_mr_copy_mapped(mr, offset, buffer, length, write);
	dma_resv_unlock(resv);
	return ret;
}

static int brg_mr_check(const struct brg_mr *mr, u64 address, u64 length,
			int needs)
{
	if ((mr->access & needs) != needs)
		return -EACCES;
	if (address < mr->iova || length > mr->length ||
	    address - mr->iova > mr->length - length)
		return -ERANGE;
	return 0;
}

static int brg_mr_move(struct brg_mr *from, u64 source, struct brg_mr *to,
		       u64 destination, u64 length)
{
	u8 *buffer = kvmalloc(min_t(u64, length, BRG_BOUNCE), GFP_KERNEL);
	u64 n;
	int ret = 0;

	if (!buffer)
		return -ENOMEM;
	while (length && !ret) {
		n = min_t(u64, length, BRG_BOUNCE);
		ret = brg_mr_copy(from, source, buffer, n, false);
		if (!ret)
			ret = brg_mr_copy(to, destination, buffer, n, true);
		source += n;
		destination += n;
		length -= n;
		if (!ret && length && fatal_signal_pending(current))
			ret = -EINTR;
		cond_resched();
	}
	kvfree(buffer);
	return ret;
}

int brg_mr_transfer(struct brg_mr *local, struct brg_mr *remote,
		    const struct brg_rnic_transfer *what)
{
	bool write = what->opcode == BRG_RNIC_WRITE;
	int ret;

	if (what->reserved || !what->length ||
	    (!write && what->opcode != BRG_RNIC_READ))
		return -EINVAL;
	ret = brg_mr_check(local, what->local, what->length,
			   write ? 0 : IB_ACCESS_LOCAL_WRITE);
	if (!ret)
		ret = brg_mr_check(remote, what->remote, what->length,
				   write ? IB_ACCESS_REMOTE_WRITE :
					   IB_ACCESS_REMOTE_READ);
	if (ret)
		return ret;
	ret = write ? brg_mr_move(local, what->local, remote, what->remote,
				  what->length) :
		      brg_mr_move(remote, what->remote, local, what->local,
				  what->length);
	if (ret)
		return ret;
	brg_count(local->rnic, BRG_TRANSFERS, 1);
	brg_count(local->rnic, BRG_BYTES, what->length);
	return 0;
}
