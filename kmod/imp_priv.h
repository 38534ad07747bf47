/* SPDX-License-Identifier: GPL-2.0-only */
/* imp_priv.h - one attachment, for the files imp*.c. */
#ifndef BRG_IMP_PRIV_H
#define BRG_IMP_PRIV_H

#include <linux/dma-buf.h>
#include <linux/dma-resv.h>
#include <linux/kref.h>
#include <linux/workqueue.h>

#include "compat.h"
#include "dev.h"
#include "imp.h"

/**
 * struct brg_imp_mode - what an importer can do
 * @ops: NULL for a static one
 * @pins: at attachment
 * @notified: is told to go
 * @once: never maps again after that
 */
struct brg_imp_mode {
	const struct dma_buf_attach_ops *ops;
	bool pins;
	bool notified;
	bool once;
};

/**
 * struct brg_imp - one attachment
 * @kref: one for the table of ids, one for each command under way
 * @bdev: the function; outlives the attachment
 * @file: that it belongs to
 * @dmabuf: a reference is held
 * @attach: NULL until complete and once detached
 * @mode: constant
 * @manner: enum brg_import_manner
 * @delay_ms: of BRG_MANNER_SLOW
 * @work: unmaps or maps again, later
 * @sgt: the mapping, NULL while there is none; this and all below are guarded
 *	by the reservation lock
 * @dir: of @sgt
 * @pinned: to be unpinned
 * @detached: nothing can be done with it any more
 * @revoked: told to go, and its mode is to do so for ever
 * @notifications: this and the next two: see struct brg_import_query
 * @remaps: same
 * @refusals: same
 */
struct brg_imp {
	struct kref kref;
	struct brg_dev *bdev;
	const struct file *file;
	struct dma_buf *dmabuf;
	struct dma_buf_attachment *attach;
	const struct brg_imp_mode *mode;
	u32 manner;
	u32 delay_ms;
	struct delayed_work work;

	struct sg_table *sgt;
	enum dma_data_direction dir;
	bool pinned;
	bool detached;
	bool revoked;
	u32 notifications;
	u32 remaps;
	u32 refusals;
};

static inline void brg_imp_lock(struct brg_imp *imp)
{
	dma_resv_lock(imp->dmabuf->resv, NULL);
}

static inline void brg_imp_unlock(struct brg_imp *imp)
{
	dma_resv_unlock(imp->dmabuf->resv);
}

/* By enum brg_import_mode; NULL for none. */
const struct brg_imp_mode *brg_imp_mode_find(u32 mode);

/*
 * Of a command's @file, with a reference; NULL for an unknown id.
 * Context: any.
 */
struct brg_imp *brg_imp_get(struct brg_dev *bdev, const struct file *file,
			    u32 id);
void brg_imp_put(struct brg_imp *imp);

/*
 * Out of the table, if it is of @file or that is NULL. Whoever gets it detaches
 * it; NULL if it is not there.
 */
struct brg_imp *brg_imp_take(struct brg_dev *bdev, const struct file *file,
			     u32 id);

/* Map by @imp->dir, and unmap; reservation lock held. Return: 0 or -errno */
int brg_imp_map_locked(struct brg_imp *imp);
void brg_imp_unmap_locked(struct brg_imp *imp);

/* brg_imp.work */
void brg_imp_work(struct work_struct *work);

#endif /* BRG_IMP_PRIV_H */
