// SPDX-License-Identifier: GPL-2.0-only
/* exp_create.c - from a request of user space to a dma-buf. */
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/uaccess.h>

#include "exp_priv.h"
#include "step.h"

void brg_exps_probe(struct brg_dev *bdev)
{
	/* it frees itself when the function is unbound */
	bdev->exps.p2pdma = !pcim_p2pdma_init(bdev->pdev);
}

static int brg_exp_check(const struct brg_dev *bdev,
			 const struct brg_export *export)
{
	if (export->p2p < BRG_P2P_STRICT || export->p2p > BRG_P2P_OFF ||
	    export->policy < BRG_POLICY_REVOKE ||
	    export->policy > BRG_POLICY_WAIT ||
	    (export->open_flags & ~(O_CLOEXEC | O_ACCMODE)))
		return -EINVAL;
	if (!export->nr_ranges != !export->ranges)
		return -EINVAL;
	if (export->nr_ranges > BRG_EXPORT_MAX_RANGES)
		return -EMSGSIZE;
	if (export->bar >= PCI_STD_NUM_BARS || !bdev->bar[export->bar].mappable)
		return -ENXIO;
	/* "no path known" and "nobody knows paths" are not the same */
	if (export->p2p == BRG_P2P_STRICT && !IS_ENABLED(CONFIG_PCI_P2PDMA))
		return -EOPNOTSUPP;
	return 0;
}

/* Without the check, the path that insists on one would fail to map. */
static const struct brg_exp_path *
brg_exp_choose_path(const struct brg_export *export)
{
	u32 id = export->path;

	if (!id && export->p2p != BRG_P2P_STRICT)
		id = BRG_PATH_RESOURCE;
	return brg_exp_path_find(id);
}

static int brg_exp_range_cmp(const void *a, const void *b)
{
	const struct brg_range *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static int brg_exp_check_overlap(struct brg_range *ranges, u32 nr)
{
	u32 i;

	if (nr == 1)
		return 0;
	sort(ranges, nr, sizeof(*ranges), brg_exp_range_cmp, NULL);
	for (i = 1; i < nr; i++)
		if (ranges[i - 1].offset + ranges[i - 1].length >
		    ranges[i].offset)
			return -EEXIST;
	return 0;
}

/* Fill exp->ranges and exp->size; @ranges is sorted afterwards. */
static int brg_exp_set_ranges(struct brg_exp *exp, const struct brg_bar *bar,
			      struct brg_range *ranges)
{
	u64 end;
	u32 i;

	for (i = 0; i < exp->nr_ranges; i++) {
		const struct brg_range *range = &ranges[i];

		if (!range->length || !PAGE_ALIGNED(range->offset) ||
		    !PAGE_ALIGNED(range->length))
			return -EINVAL;
		if (check_add_overflow(range->offset, range->length, &end) ||
		    end > bar->length)
			return -ERANGE;
		exp->ranges[i].paddr = bar->start + range->offset;
		exp->ranges[i].len = range->length;
		/* none overlaps another, so the sum is no more than the BAR */
		exp->size += range->length;
	}
	return brg_exp_check_overlap(ranges, exp->nr_ranges);
}

static const struct brg_bar *brg_exp_bar(const struct brg_dev *bdev,
					 unsigned int bar)
{
	return &bdev->bar[bar];
}

static int brg_exp_read_ranges(struct brg_exp *exp,
			       const struct brg_export *export,
			       const struct brg_bar *bar)
{
	struct brg_range one = { .length = bar->length };
	struct brg_range *ranges;
	int ret;

	if (export->nr_ranges == 1 &&
	    copy_from_user(&one, u64_to_user_ptr(export->ranges), sizeof(one)))
		return -EFAULT;
	if (export->nr_ranges <= 1)
		return brg_exp_set_ranges(exp, bar, &one);

	ranges = vmemdup_user(u64_to_user_ptr(export->ranges),
			      array_size(export->nr_ranges, sizeof(*ranges)));
	if (IS_ERR(ranges))
		return PTR_ERR(ranges);
	ret = brg_exp_set_ranges(exp, bar, ranges);
	kvfree(ranges);
	return ret;
}

static struct brg_exp *brg_exp_alloc(struct brg_dev *bdev,
				     const struct brg_export *export)
{
	u32 nr_ranges = export->nr_ranges ?: 1;
	struct brg_exp *exp;
	int ret;

	exp = kvzalloc(struct_size(exp, ranges, nr_ranges), GFP_KERNEL);
	if (!exp)
		return ERR_PTR(-ENOMEM);
	exp->nr_ranges = nr_ranges;
	INIT_LIST_HEAD(&exp->node);
	exp->bdev = bdev;
	exp->p2p = export->p2p;
	exp->policy = export->policy;
	exp->bar = export->bar;
	exp->cpu_bar = -1;
	exp->path = brg_exp_choose_path(export);
	ret = exp->path ? 0 : -EINVAL;
	if (!ret && !exp->path->supported)
		ret = -EOPNOTSUPP;
	if (!ret && exp->path->id == BRG_PATH_P2PDMA) {
		if (bdev->exps.p2pdma)
			exp->provider = pcim_p2pdma_provider(bdev->pdev,
							     export->bar);
		ret = exp->provider ? 0 : -EOPNOTSUPP;
	}
	if (!ret)
		ret = brg_exp_read_ranges(exp, export,
					  brg_step(export_bar, brg_exp_bar)
						(bdev, export->bar));
	if (ret) {
		kvfree(exp);
		return ERR_PTR(ret);
	}
	return exp;
}

/* Consumes @exp. Return: the dma-buf, listed. */
static struct dma_buf *brg_exp_wrap(struct brg_exp *exp, u32 open_flags)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct brg_dev *bdev = exp->bdev;
	struct dma_buf *dmabuf;
	int ret;

	info.ops = &brg_exp_dmabuf_ops;
	info.size = exp->size;
	info.flags = open_flags;
	info.priv = exp;
	dmabuf = dma_buf_export(&info);
	if (IS_ERR(dmabuf)) {
		kvfree(exp);
		return dmabuf;
	}
	/* from here on dma_buf_put() frees the export */
	exp->dmabuf = dmabuf;
	get_device(&bdev->dev);
	atomic_inc(&bdev->exps.nr_exports);

	ret = brg_exp_publish(exp);
	if (ret) {
		dma_buf_put(dmabuf);
		return ERR_PTR(ret);
	}
	return dmabuf;
}

int brg_exp_create(struct brg_dev *bdev, const struct file *file,
		   struct brg_export *export, struct dma_buf **out)
{
	struct dma_buf *dmabuf;
	struct brg_exp *exp;
	int ret;

	ret = brg_exp_check(bdev, export);
	if (ret)
		return ret;
	exp = brg_exp_alloc(bdev, export);
	if (IS_ERR(exp))
		return PTR_ERR(exp);
	exp->owner = file;
	export->out_path = exp->path->id;
	export->out_length = exp->size;

	dmabuf = brg_exp_wrap(exp, export->open_flags);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	*out = dmabuf;
	return 0;
}

static struct dma_buf *brg_exp_find_bar(struct brg_dev *bdev, u32 bar)
{
	struct brg_exp *exp;

	for (exp = brg_exp_next(bdev, NULL); exp; exp = brg_exp_next(bdev, exp))
		if (exp->cpu_bar == bar)
			return exp->dmabuf;
	return NULL;
}

struct dma_buf *brg_exp_get_bar(struct brg_dev *bdev, u32 bar)
{
	struct brg_export whole = {
		.bar = bar,
		.p2p = BRG_P2P_OFF,
		.policy = BRG_POLICY_REVOKE,
		.path = BRG_PATH_RESOURCE,
	};
	struct dma_buf *dmabuf = brg_exp_find_bar(bdev, bar);
	struct brg_exp *exp;

	if (dmabuf)
		return dmabuf;
	/* two that come at once make one each, which harms nobody */
	exp = brg_exp_alloc(bdev, &whole);
	if (IS_ERR(exp))
		return ERR_CAST(exp);
	exp->cpu_bar = bar;
	return brg_exp_wrap(exp, O_RDWR);
}

void brg_exp_zap(struct brg_dev *bdev)
{
	struct brg_exp *exp;

	brg_assert_write_locked(&bdev->memory_lock);
	for (exp = brg_exp_next(bdev, NULL); exp; exp = brg_exp_next(bdev, exp))
		if (exp->cpu_bar >= 0)
			unmap_mapping_range(exp->dmabuf->file->f_mapping, 0,
					    BRG_OFFSET(BRG_REGION_ROM), 1);
}
