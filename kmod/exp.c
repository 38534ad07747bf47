// SPDX-License-Identifier: GPL-2.0-only
/*
 * exp.c - what importers of a BAR see: attach, map, unmap, detach, release.
 *
 * None of these takes memory_lock: revocation takes reservation locks, and a
 * mapping made under one must not wait for the other. An export holds a
 * reference to the device, not to its binding.
 */
#include <linux/dma-resv.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "exp_priv.h"
#include "step.h"

static int brg_exp_refuse(struct brg_exp *exp, int ret)
{
	atomic64_inc(&exp->bdev->exps.refused);
	return ret;
}

/*
 * Walking up both hierarchies takes as long as all the rest of an attachment.
 * So it is remembered whom a path leads to, as the P2PDMA core does for those
 * who map. Whoever is refused is looked for again the next time.
 */
static bool brg_exp_reaches(struct brg_dev *bdev, struct device *dev)
{
	unsigned long *reached = bdev->exps.reached;
	struct pci_dev *pdev = bdev->pdev, *peer;

	peer = dev_is_pci(dev) ? to_pci_dev(dev) : NULL;
	if (peer && pci_domain_nr(peer->bus) != pci_domain_nr(pdev->bus))
		peer = NULL;
	if (likely(peer && test_bit(pci_dev_id(peer), reached)))
		return true;
	if (pci_p2pdma_distance_many(pdev, &dev, 1, false) < 0)
		return false;
	if (peer)
		set_bit(pci_dev_id(peer), reached);
	return true;
}

/* Can @dev reach the BAR? -EXDEV if the export insists. */
static int brg_exp_check_route(struct brg_exp *exp, struct device *dev)
{
	if (exp->p2p == BRG_P2P_OFF || brg_exp_reaches(exp->bdev, dev))
		return 0;
	if (exp->p2p == BRG_P2P_STRICT)
		return -EXDEV;
	dev_warn_ratelimited(&exp->bdev->pdev->dev,
			     "%s imports a BAR that no known path leads to\n",
			     dev_name(dev));
	return 0;
}

static int brg_exp_attach(struct dma_buf *dmabuf,
			  struct dma_buf_attachment *attach)
{
	struct brg_exp *exp = dmabuf->priv;
	int ret;

	if (!attach->peer2peer ||
	    !brg_step(revocable, dma_buf_attach_revocable)(attach))
		return brg_exp_refuse(exp, -EOPNOTSUPP);
	/* a hint only: what counts is the state when it maps */
	if (READ_ONCE(exp->state) != BRG_EXP_LIVE)
		return brg_exp_refuse(exp, -ENODEV);
	ret = brg_exp_check_route(exp, attach->dev);
	if (ret)
		return brg_exp_refuse(exp, ret);
	atomic_inc(&exp->bdev->exps.nr_attachments);
	return 0;
}

static void brg_exp_detach(struct dma_buf *dmabuf,
			   struct dma_buf_attachment *attach)
{
	struct brg_exp *exp = dmabuf->priv;

	atomic_dec(&exp->bdev->exps.nr_attachments);
}

static bool brg_exp_is_live(const struct brg_exp *exp)
{
	return READ_ONCE(exp->state) == BRG_EXP_LIVE;
}

/* May it be mapped now? Asked with the reservation lock held. */
static bool brg_exp_may_map(const struct brg_exp *exp)
{
	dma_resv_assert_held(exp->dmabuf->resv);
	brg_point(BRG_AT_MAP);
	return brg_step(may_map, brg_exp_is_live)(exp);
}

/*
 * Where there must be such a thing it is called for every mapping, too, and
 * holds nothing: a mapping can be revoked all the same. An importer that unpins
 * more often than it pins would take away another's pin from exporters that
 * move buffers, so it is told here.
 */
static int __maybe_unused brg_exp_pin(struct dma_buf_attachment *attach)
{
	struct brg_exp *exp = attach->dmabuf->priv;

	if (!brg_exp_may_map(exp))
		return -ENODEV;
	exp->pins++;
	return 0;
}

static void __maybe_unused brg_exp_unpin(struct dma_buf_attachment *attach)
{
	struct brg_exp *exp = attach->dmabuf->priv;

	dma_resv_assert_held(attach->dmabuf->resv);
	if (!WARN_ON_ONCE(!exp->pins))
		exp->pins--;
}

static struct sg_table *brg_exp_map(struct dma_buf_attachment *attach,
				    enum dma_data_direction dir)
{
	struct brg_exp *exp = attach->dmabuf->priv;
	struct sg_table *sgt;

	if (!brg_exp_may_map(exp))
		return ERR_PTR(brg_exp_refuse(exp, -ENODEV));
	sgt = exp->path->map(exp, attach, dir);
	if (IS_ERR(sgt))
		return sgt;
	brg_point(BRG_AT_MAPPED);
	WRITE_ONCE(exp->nr_maps, exp->nr_maps + 1);
	atomic_inc(&exp->bdev->exps.nr_maps);
	return sgt;
}

static void brg_exp_unmap(struct dma_buf_attachment *attach,
			  struct sg_table *sgt, enum dma_data_direction dir)
{
	struct brg_exp *exp = attach->dmabuf->priv;
	struct brg_exps *exps = &exp->bdev->exps;

	dma_resv_assert_held(attach->dmabuf->resv);

	exp->path->unmap(exp, attach, sgt, dir);
	atomic_dec(&exps->nr_maps);
	WRITE_ONCE(exp->nr_maps, exp->nr_maps - 1);
	if (likely(READ_ONCE(exp->state) == BRG_EXP_LIVE))
		return;

	spin_lock(&exps->lock);
	if (exp->late)
		atomic64_inc(&exps->late_unmaps);
	if (!exp->nr_maps && exp->state == BRG_EXP_REVOKING)
		brg_exp_state_set(exp, BRG_EXP_REVOKED);
	spin_unlock(&exps->lock);
	if (!exp->nr_maps)
		wake_up_all(&exps->unmapped);
}

static void brg_exp_drop(struct brg_exp *exp)
{
	struct brg_dev *bdev = exp->bdev;

	brg_exp_unpublish(exp);
	kvfree(exp);
	atomic_dec(&bdev->exps.nr_exports);
	put_device(&bdev->dev);
}

/* The last reference is gone: no attachment, no mapping, no notification. */
static void brg_exp_release(struct dma_buf *dmabuf)
{
	const struct brg_exp *exp = dmabuf->priv;

	WARN_ON_ONCE(exp->pins);
	brg_point(BRG_AT_DROP);
	brg_step(drop, brg_exp_drop)(dmabuf->priv);
}

const struct dma_buf_ops brg_exp_dmabuf_ops = {
	.attach = brg_exp_attach,
	.detach = brg_exp_detach,
	BRG_DMA_BUF_PIN(brg_exp_pin, brg_exp_unpin)
	.map_dma_buf = brg_exp_map,
	.unmap_dma_buf = brg_exp_unmap,
	.mmap = brg_exp_mmap,
	.release = brg_exp_release,
};

BRG_IMPORT_NS_DMA_BUF();
