/* SPDX-License-Identifier: GPL-2.0-only */
/* exp_priv.h - one exported dma-buf, for the files exp*.c. */
#ifndef BRG_EXP_PRIV_H
#define BRG_EXP_PRIV_H

#include <linux/dma-buf.h>

#include "compat.h"
#include "dev.h"
#include "exp.h"

enum brg_exp_state {
	BRG_EXP_LIVE = 1,
	BRG_EXP_REVOKING,
	BRG_EXP_REVOKED,
};

struct brg_exp;

/**
 * struct brg_exp_path - one way from ranges of a BAR to DMA addresses
 * @id: enum brg_export_path
 * @supported: false where the kernel lacks it
 * @map: reservation lock held, the export LIVE. Return: a table whose pages
 *	are not set, or an ERR_PTR with nothing left behind
 * @unmap: reservation lock held; the function may have been unbound. Frees the
 *	table
 */
struct brg_exp_path {
	u32 id;
	bool supported;
	struct sg_table *(*map)(struct brg_exp *exp,
				struct dma_buf_attachment *attach,
				enum dma_data_direction dir);
	void (*unmap)(struct brg_exp *exp, struct dma_buf_attachment *attach,
		      struct sg_table *sgt, enum dma_data_direction dir);
};

/**
 * struct brg_exp - one exported dma-buf
 * @node: in brg_exps.list from the end of creation until release
 * @bdev: a reference is held
 * @dmabuf: owns this structure
 * @owner: file of the device it was made through, only to be compared
 * @state: see exp.h; guarded by brg_exps.lock. Read under the reservation lock
 *	by whoever maps: after a change of it, one pass through that lock is
 *	enough to know of every mapping
 * @notify: importers have not been told yet of the revocation under way
 * @closed: never LIVE again
 * @late: a revocation gave up waiting for the mappings there are
 * @mmapped: a CPU has mapped it, so it may have entries in page tables
 * @nr_maps: guarded by the reservation lock, read without by whoever waits
 * @pins: by importers, where the kernel has such a thing; guarded as @nr_maps
 * @p2p: enum brg_p2p
 * @policy: enum brg_export_policy
 * @path: constant
 * @bar: BAR that @ranges lie in
 * @cpu_bar: BAR whose CPU mappings go through it, -1 for none
 * @provider: for BRG_PATH_P2PDMA; valid until the function is unbound, and
 *	nothing is LIVE then
 * @size: bytes
 * @nr_ranges: of @ranges
 * @ranges: physical addresses
 */
struct brg_exp {
	struct list_head node;
	struct brg_dev *bdev;
	struct dma_buf *dmabuf;
	const struct file *owner;
	enum brg_exp_state state;
	bool notify;
	bool closed;
	bool late;
	bool mmapped;
	unsigned int nr_maps;
	unsigned int pins;
	u32 p2p;
	u32 policy;
	u32 bar;
	int cpu_bar;
	const struct brg_exp_path *path;
	struct p2pdma_provider *provider;
	size_t size;
	u32 nr_ranges;
	struct phys_vec ranges[] __counted_by(nr_ranges);
};

extern const struct dma_buf_ops brg_exp_dmabuf_ops;

/* By enum brg_export_path; NULL if it is none. 0: the best supported. */
const struct brg_exp_path *brg_exp_path_find(u32 id);
/* Bit (1 << id) of each that is supported. */
u32 brg_exp_paths(void);

/* dma_buf_ops.mmap. Return: 0; -EINVAL if private; -ENODEV once closed or gone */
int brg_exp_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma);

/* Empty CPU mappings of closed exports. memory_lock held for write. */
void brg_exp_zap_closed(struct brg_dev *bdev);

/* The only writer of brg_exp.state; brg_exps.lock held. */
void brg_exp_state_set(struct brg_exp *exp, enum brg_exp_state state);

/*
 * Wait until no importer maps it, or give up at @deadline (jiffies): REVOKED
 * then, or counted as late. Context: may sleep.
 */
void brg_exp_await(struct brg_exp *exp, unsigned long deadline);

/**
 * brg_exp_publish - list a complete export, in the state that is due
 * @exp: not listed
 *
 * Context: may sleep; takes memory_lock for read.
 * Return: 0; -EIO while memory is not enabled, unless it is for CPU mappings;
 * -ENODEV when gone.
 */
int brg_exp_publish(struct brg_exp *exp);
/* Take it off the list, if it is there. Context: may sleep. */
void brg_exp_unpublish(struct brg_exp *exp);

/**
 * brg_exp_next - walk the list without holding its lock
 * @bdev: device
 * @prev: NULL to begin; its reference is dropped
 *
 * What is being released is left out.
 * Return: an export with a reference to its dma-buf, NULL past the last.
 */
struct brg_exp *brg_exp_next(struct brg_dev *bdev, struct brg_exp *prev);

#endif /* BRG_EXP_PRIV_H */
