/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rnic.h - a soft RDMA device that registers memory and can prove it.
 *
 * It has no wire and no queues. It registers host memory and dma-bufs through
 * the kernel's own code (ib_umem, ib_umem_dmabuf) on behalf of a PCI function,
 * keeps the device addresses as a device would, and moves bytes between its
 * regions by CPU through those very addresses.
 *
 * Lock order, outermost first, and why each edge exists:
 *
 *   brg_rnic_lock
 *     guards the one device; held while it is registered and unregistered,
 *     and unregistering deregisters what contexts left behind
 *   locks of the uverbs core (its file's and object's)
 *     every method and every deregistration is called with them
 *   dma_resv of the buffer
 *     guards all of brg_mr that can change once a dma-buf is registered. An
 *     exporter calls the invalidation with it held, so nothing that an
 *     exporter may hold above it is taken below it
 *   fs_reclaim
 *     tables are allocated under dma_resv, which is the kernel's order, too
 *
 * Two regions are never locked at once: bytes go through a bounce buffer.
 * No user memory is touched under dma_resv.
 */
#ifndef BRG_RNIC_H
#define BRG_RNIC_H

#include <linux/atomic.h>
#include <linux/pci.h>
#include <linux/types.h>
#include <linux/xarray.h>
#include <rdma/ib_umem.h>
#include <rdma/ib_verbs.h>
#include <rdma/uverbs_ioctl.h>

#include "barrage_rnic.h"

/* What is counted. Those LIVE_ are zero when nothing is registered. */
enum brg_rnic_counter {
	BRG_LIVE_CONTEXTS,
	BRG_LIVE_PDS,
	BRG_LIVE_MRS,
	BRG_LIVE_MAPS,
	BRG_REGISTRATIONS,
	BRG_MAPS,
	BRG_INVALIDATIONS,
	BRG_REVOCATIONS,
	BRG_TRANSFERS,
	BRG_BYTES,
	BRG_NR_COUNTERS,
};

/**
 * struct brg_rnic - the device
 * @ibdev: what the verbs core knows
 * @pdev: the function on whose behalf memory is mapped; referenced
 * @found_mask: its DMA mask, to be put back; 0 if it was left alone
 * @found_segment: the same of its longest segment
 * @keys: regions by key; locks itself
 * @next_key: of the cyclic allocation; under the lock of @keys
 * @counters: see enum brg_rnic_counter
 */
struct brg_rnic {
	struct ib_device ibdev;
	struct pci_dev *pdev;
	u64 found_mask;
	unsigned int found_segment;
	struct xarray keys;
	u32 next_key;
	atomic64_t counters[BRG_NR_COUNTERS];
};

static inline struct brg_rnic *brg_rnic_of(struct ib_device *ibdev)
{
	return container_of(ibdev, struct brg_rnic, ibdev);
}

static inline void brg_count(struct brg_rnic *rnic, enum brg_rnic_counter what,
			     s64 n)
{
	atomic64_add(n, &rnic->counters[what]);
}

/** struct brg_ucontext - an open file; @mode: see BRG_RNIC_METHOD_MODE */
struct brg_ucontext {
	struct ib_ucontext ibucontext;
	enum brg_rnic_mode mode;
};

struct brg_pd {
	struct ib_pd ibpd;
};

/**
 * struct brg_segment - a contiguous range of device addresses
 * @start: offset of its first byte from the region's first page
 * @address: DMA address of that byte
 */
struct brg_segment {
	u64 start;
	dma_addr_t address;
};

/**
 * struct brg_table - device addresses of a region
 * @segments: sorted by start; NULL while the region is unmapped
 * @nr: of them
 * @length: bytes covered, whole pages
 */
struct brg_table {
	struct brg_segment *segments;
	u32 nr;
	u64 length;
};

/**
 * struct brg_mr - a memory region
 * @ibmr: what the verbs core knows; key of both kinds included
 * @rnic: its device
 * @umem: pinned memory, or struct ib_umem_dmabuf
 * @iova: address of its first byte as a device takes it
 * @length: bytes
 * @access: enum ib_access_flags
 * @info: as told to user space. Of a dma-buf, @info.state, .segments, .maps,
 *	  .invalidations are guarded by dma_resv
 * @table: guarded by dma_resv of a dma-buf; constant for host memory
 */
struct brg_mr {
	struct ib_mr ibmr;
	struct brg_rnic *rnic;
	struct ib_umem *umem;
	u64 iova;
	u64 length;
	int access;
	struct brg_rnic_mr_info info;
	struct brg_table table;
};

static inline struct brg_mr *brg_mr_of(struct ib_mr *ibmr)
{
	return container_of(ibmr, struct brg_mr, ibmr);
}

/* main.c */
extern enum brg_rnic_mode brg_rnic_default_mode;

/* device.c */

/**
 * brg_rnic_create - register a device that maps memory for @pdev
 * @pdev: referenced by it until brg_rnic_destroy()
 * @driver_id: who user space takes it for
 * @out: written on success
 *
 * Context: may sleep.
 * Return: 0; -EBUSY when the function's DMA belongs to user space; or what
 * the verbs core returned.
 */
int brg_rnic_create(struct pci_dev *pdev, enum rdma_driver_id driver_id,
		    struct brg_rnic **out);
/* Deregisters everything that open contexts still have; they live on, dead. */
void brg_rnic_destroy(struct brg_rnic *rnic);

/* methods.c */
extern const struct uapi_definition brg_rnic_methods[];

/* mr.c */

/**
 * brg_mr_register_host - pin memory of the caller and map it for the device
 * @pd: of a context
 * @start: user address
 * @length: bytes, at least 1
 * @iova: address of the first byte as seen by the device
 * @access: checked by the core
 *
 * Return: the region or ERR_PTR(): -EINVAL; -ENOMEM also beyond
 * RLIMIT_MEMLOCK; -EFAULT for what is not memory, a BAR mapping for instance.
 */
struct ib_mr *brg_mr_register_host(struct ib_pd *pd, u64 start, u64 length,
				   u64 iova, int access);
/**
 * brg_mr_register_dmabuf - attach a dma-buf and map it for the device
 * @pd: of a context, whose mode is used
 * @offset: of the first byte in the buffer
 * @length: bytes, at least 1
 * @iova: see above
 * @fd: the buffer
 * @access: checked by the core
 *
 * Return: the region or ERR_PTR(): -EBADF; -EINVAL also for a foreign file or
 * a range beyond the buffer; -EOPNOTSUPP the exporter does not take such an
 * importer, or this kernel has no such mode; -ENODEV it is revoked; -ENOMEM.
 */
struct ib_mr *brg_mr_register_dmabuf(struct ib_pd *pd, u64 offset, u64 length,
				     u64 iova, int fd, int access);
int brg_mr_deregister(struct ib_mr *ibmr, struct ib_udata *udata);

/* mr_dmabuf.c; the mode's own part of it. Return: 0 or -errno. */
int brg_mr_attach_dmabuf(struct brg_mr *mr, u64 offset, int fd);
/* For what is still mapped, before the umem is released. */
void brg_mr_detach_dmabuf(struct brg_mr *mr);
/* Both under dma_resv. */
int brg_mr_map(struct brg_mr *mr);
void brg_mr_forget(struct brg_mr *mr, enum brg_rnic_state state);

/* mr_revocable.c, or mr_revocable_absent.c where the kernel cannot */
bool brg_mr_revocable_possible(void);
int brg_mr_attach_revocable(struct brg_mr *mr, u64 offset, int fd);

/* table.c */

/* Build the table of mapped @umem. Return: 0 or -ENOMEM. */
int brg_table_build(struct brg_table *table, struct ib_umem *umem);
void brg_table_free(struct brg_table *table);
/**
 * brg_table_find - device address of a byte
 * @table: not empty
 * @offset: below @table->length
 * @run: out: bytes from there on that are contiguous
 */
dma_addr_t brg_table_find(const struct brg_table *table, u64 offset, u64 *run);

/* transfer.c; see enum brg_rnic_transfer_attr for what it returns */
int brg_mr_transfer(struct brg_mr *local, struct brg_mr *remote,
		    const struct brg_rnic_transfer *what);

/* counters.c; files of the device in sysfs */
extern const struct attribute_group brg_rnic_group;

#endif /* BRG_RNIC_H */
