// SPDX-License-Identifier: GPL-2.0-only
/* imp.c - attach to a dma-buf, map, unmap, query, detach. */
#include <linux/dma-mapping.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "imp_priv.h"
#include "step.h"

void brg_imps_init(struct brg_imps *imps)
{
	xa_init_flags(&imps->ids, XA_FLAGS_ALLOC1);
	mutex_init(&imps->engine_lock);
}

void brg_imps_probe(struct brg_dev *bdev)
{
	struct brg_imps *imps = &bdev->imps;
	struct device *dev = &bdev->pdev->dev;

	imps->found_mask = dma_get_mask(dev);
	imps->found_segment = dma_get_max_seg_size(dev);
	/* BARs lie high, and there is no limit to a segment that we know of */
	if (dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)))
		pci_dbg(bdev->pdev, "cannot address 64 bits\n");
	dma_set_max_seg_size(dev, UINT_MAX);
}

static void brg_imp_free(struct kref *kref)
{
	struct brg_imp *imp = container_of(kref, struct brg_imp, kref);

	dma_buf_put(imp->dmabuf);
	kfree(imp);
}

void brg_imp_put(struct brg_imp *imp)
{
	kref_put(&imp->kref, brg_imp_free);
}

struct brg_imp *brg_imp_get(struct brg_dev *bdev, const struct file *file,
			    u32 id)
{
	struct brg_imp *imp;

	xa_lock(&bdev->imps.ids);
	imp = xa_load(&bdev->imps.ids, id);
	if (imp && imp->file == file)
		kref_get(&imp->kref);
	else
		imp = NULL;
	xa_unlock(&bdev->imps.ids);
	return imp;
}

int brg_imp_map_locked(struct brg_imp *imp)
{
	struct sg_table *sgt;

	dma_resv_assert_held(imp->dmabuf->resv);
	sgt = dma_buf_map_attachment(imp->attach, imp->dir);
	if (IS_ERR(sgt))
		return PTR_ERR(sgt);
	imp->sgt = sgt;
	atomic_inc(&imp->bdev->imps.nr_maps);
	return 0;
}

void brg_imp_unmap_locked(struct brg_imp *imp)
{
	dma_resv_assert_held(imp->dmabuf->resv);
	dma_buf_unmap_attachment(imp->attach, imp->sgt, imp->dir);
	imp->sgt = NULL;
	atomic_dec(&imp->bdev->imps.nr_maps);
}

/* Takes incomplete ones. Gives up the reference of whoever made it. */
static void brg_imp_destroy(struct brg_imp *imp)
{
	brg_imp_lock(imp);
	imp->detached = true;
	if (imp->sgt)
		brg_imp_unmap_locked(imp);
	if (imp->pinned)
		dma_buf_unpin(imp->attach);
	brg_imp_unlock(imp);
	/* with nothing mapped no notification starts it again */
	cancel_delayed_work_sync(&imp->work);

	if (imp->attach) {
		dma_buf_detach(imp->dmabuf, imp->attach);
		atomic_dec(&imp->bdev->imps.nr_attachments);
	}
	brg_imp_put(imp);
}

static int brg_imp_check(const struct brg_import_attach *arg)
{
	const struct brg_imp_mode *mode = brg_imp_mode_find(arg->mode);

	if (!mode || arg->manner < BRG_MANNER_PROMPT ||
	    arg->manner > BRG_MANNER_REMAP)
		return -EINVAL;
	if (!mode->notified && arg->manner != BRG_MANNER_PROMPT)
		return -EINVAL;
	if (arg->delay_ms > BRG_IMPORT_MAX_DELAY_MS ||
	    (arg->delay_ms && arg->manner != BRG_MANNER_SLOW))
		return -EINVAL;
	if (arg->dma_bits && (arg->dma_bits < 24 || arg->dma_bits > 64))
		return -EINVAL;
	return 0;
}

static int brg_imp_pin(struct brg_imp *imp)
{
	int ret;

	if (!imp->mode->pins)
		return 0;
	brg_imp_lock(imp);
	ret = dma_buf_pin(imp->attach);
	imp->pinned = !ret;
	brg_imp_unlock(imp);
	return ret;
}

static int brg_imp_connect(struct brg_imp *imp)
{
	struct device *dev = &imp->bdev->pdev->dev;
	struct dma_buf_attachment *attach;

	/* a notification may come before this returns; nothing is mapped */
	attach = imp->mode->ops ?
		 dma_buf_dynamic_attach(imp->dmabuf, dev, imp->mode->ops, imp) :
		 dma_buf_attach(imp->dmabuf, dev);
	if (IS_ERR(attach))
		return PTR_ERR(attach);
	imp->attach = attach;
	atomic_inc(&imp->bdev->imps.nr_attachments);
	return brg_imp_pin(imp);
}

static int brg_imp_enlist(struct brg_imp *imp, u32 *id)
{
	return xa_alloc(&imp->bdev->imps.ids, id, imp, xa_limit_31b, GFP_KERNEL);
}

static void brg_imp_set_work(struct brg_imp *imp)
{
	INIT_DELAYED_WORK(&imp->work, brg_imp_work);
}

int brg_imp_attach(struct brg_dev *bdev, const struct file *file,
		   struct brg_import_attach *arg)
{
	struct dma_buf *dmabuf;
	struct brg_imp *imp;
	int ret;

	ret = brg_imp_check(arg);
	if (ret)
		return ret;
	if (arg->dma_bits) {
		ret = dma_set_mask_and_coherent(&bdev->pdev->dev,
						DMA_BIT_MASK(arg->dma_bits));
		if (ret)
			return ret;
	}
	imp = kzalloc_obj(*imp, GFP_KERNEL);
	if (!imp)
		return -ENOMEM;
	dmabuf = dma_buf_get(arg->fd);
	if (IS_ERR(dmabuf)) {
		kfree(imp);
		return PTR_ERR(dmabuf);
	}
	kref_init(&imp->kref);
	brg_step(set_work, brg_imp_set_work)(imp);
	imp->bdev = bdev;
	imp->file = file;
	imp->dmabuf = dmabuf;
	imp->mode = brg_imp_mode_find(arg->mode);
	imp->manner = arg->manner;
	imp->delay_ms = arg->delay_ms;
	arg->out_length = dmabuf->size;

	ret = brg_imp_connect(imp);
	if (!ret)
		ret = brg_step(enlist, brg_imp_enlist)(imp, &arg->out_id);
	if (ret)
		brg_imp_destroy(imp);
	return ret;
}

struct brg_imp *brg_imp_take(struct brg_dev *bdev, const struct file *file,
			     u32 id)
{
	struct brg_imp *imp;

	xa_lock(&bdev->imps.ids);
	imp = xa_load(&bdev->imps.ids, id);
	if (imp && (!file || imp->file == file))
		__xa_erase(&bdev->imps.ids, id);
	else
		imp = NULL;
	xa_unlock(&bdev->imps.ids);
	return imp;
}

int brg_imp_detach(struct brg_dev *bdev, const struct file *file, u32 id)
{
	struct brg_imp *imp = brg_imp_take(bdev, file, id);

	if (!imp)
		return -ENOENT;
	brg_imp_destroy(imp);
	return 0;
}

/* All of @file, or of whatever file there is. */
static void brg_imps_detach(struct brg_dev *bdev, const struct file *file)
{
	struct brg_imp *imp;
	unsigned long id;

	/* what the walk finds may be freed by now: only its id counts */
	xa_for_each(&bdev->imps.ids, id, imp) {
		imp = brg_step(take, brg_imp_take)(bdev, file, id);
		if (imp)
			brg_imp_destroy(imp);
	}
}

void brg_imps_close(struct brg_dev *bdev, const struct file *file)
{
	brg_imps_detach(bdev, file);
}

void brg_imps_leave(struct brg_dev *bdev)
{
	brg_imps_detach(bdev, NULL);
}

void brg_imps_remove(struct brg_dev *bdev)
{
	struct brg_imps *imps = &bdev->imps;
	struct device *dev = &bdev->pdev->dev;

	brg_imps_detach(bdev, NULL);
	xa_destroy(&imps->ids);
	dma_set_max_seg_size(dev, imps->found_segment);
	dma_set_mask_and_coherent(dev, imps->found_mask);
}

static int brg_imp_direction(u32 direction, enum dma_data_direction *dir)
{
	switch (direction) {
	case BRG_DIRECTION_BOTH:
		*dir = DMA_BIDIRECTIONAL;
		return 0;
	case BRG_DIRECTION_TO_DEVICE:
		*dir = DMA_TO_DEVICE;
		return 0;
	case BRG_DIRECTION_FROM_DEVICE:
		*dir = DMA_FROM_DEVICE;
		return 0;
	default:
		return -EINVAL;
	}
}

static int brg_imp_try_map(struct brg_imp *imp, enum dma_data_direction dir)
{
	if (imp->detached)
		return -ENOENT;
	/* remove() may have looked for the mapped ones already */
	if (!READ_ONCE(imp->bdev->bound))
		return -ENODEV;
	if (imp->sgt)
		return -EISCONN;
	if (imp->revoked)
		return -EKEYREVOKED;
	imp->dir = dir;
	return brg_imp_map_locked(imp);
}

int brg_imp_map(struct brg_dev *bdev, const struct file *file,
		struct brg_import_map *arg)
{
	enum dma_data_direction dir;
	struct brg_imp *imp;
	int ret;

	ret = brg_imp_direction(arg->direction, &dir);
	if (ret)
		return ret;
	imp = brg_imp_get(bdev, file, arg->id);
	if (!imp)
		return -ENOENT;
	brg_imp_lock(imp);
	ret = brg_imp_try_map(imp, dir);
	if (!ret)
		arg->out_nr_segments = imp->sgt->nents;
	brg_imp_unlock(imp);
	brg_imp_put(imp);
	return ret;
}

int brg_imp_unmap(struct brg_dev *bdev, const struct file *file, u32 id)
{
	struct brg_imp *imp = brg_imp_get(bdev, file, id);
	int ret = 0;

	if (!imp)
		return -ENOENT;
	brg_imp_lock(imp);
	if (imp->sgt)
		brg_imp_unmap_locked(imp);
	else
		ret = imp->detached ? -ENOENT : -ENOTCONN;
	brg_imp_unlock(imp);
	brg_imp_put(imp);
	return ret;
}

/* Reservation lock held. @segments: for @arg->nr_segments from @arg->first on */
static void brg_imp_describe(struct brg_imp *imp, struct brg_import_query *arg,
			     struct brg_segment *segments)
{
	struct scatterlist *sg;
	u32 i;

	arg->out_state = imp->sgt ? BRG_IMPORT_MAPPED :
			 imp->revoked ? BRG_IMPORT_REVOKED :
					BRG_IMPORT_UNMAPPED;
	arg->out_notifications = imp->notifications;
	arg->out_remaps = imp->remaps;
	arg->out_refusals = imp->refusals;
	arg->out_nr_segments = imp->sgt ? imp->sgt->nents : 0;
	arg->out_length = 0;
	if (!imp->sgt)
		return;
	for_each_sgtable_dma_sg(imp->sgt, sg, i) {
		arg->out_length += sg_dma_len(sg);
		if (i < arg->first || i - arg->first >= arg->nr_segments)
			continue;
		segments[i - arg->first].address = sg_dma_address(sg);
		segments[i - arg->first].length = sg_dma_len(sg);
	}
}

int brg_imp_query(struct brg_dev *bdev, const struct file *file,
		  struct brg_import_query *arg)
{
	struct brg_segment *segments = NULL;
	struct brg_imp *imp;
	u32 n = 0;
	int ret = 0;

	if (arg->nr_segments > BRG_EXPORT_MAX_RANGES)
		return -EMSGSIZE;
	if (arg->nr_segments) {
		segments = kvcalloc(arg->nr_segments, sizeof(*segments),
				    GFP_KERNEL);
		if (!segments)
			return -ENOMEM;
	}
	imp = brg_imp_get(bdev, file, arg->id);
	if (!imp) {
		kvfree(segments);
		return -ENOENT;
	}
	brg_imp_lock(imp);
	brg_imp_describe(imp, arg, segments);
	brg_imp_unlock(imp);
	brg_imp_put(imp);

	/* user memory comes before the reservation lock in the order of locks */
	if (arg->out_nr_segments > arg->first)
		n = min(arg->nr_segments, arg->out_nr_segments - arg->first);
	if (n && copy_to_user(u64_to_user_ptr(arg->segments), segments,
			      n * sizeof(*segments)))
		ret = -EFAULT;
	kvfree(segments);
	return ret;
}
