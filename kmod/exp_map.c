// SPDX-License-Identifier: GPL-2.0-only
/*
 * exp_map.c - from ranges of a BAR to DMA addresses, in two ways.
 *
 * Neither sets pages in the table: device memory has none. orig_nents is 0 so
 * that importers notice, and has to be put back before sg_free_table(), which
 * frees by it.
 */
#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "exp_priv.h"
#include "step.h"

/**
 * struct brg_exp_sgt - a table made by BRG_PATH_RESOURCE
 * @sgt: what the importer sees
 * @orig_nents: of @sgt
 * @nr_mapped: of @address
 * @address: of each range
 */
struct brg_exp_sgt {
	struct sg_table sgt;
	unsigned int orig_nents;
	unsigned int nr_mapped;
	dma_addr_t address[];
};

static void brg_exp_restore(struct sg_table *sgt, unsigned int orig_nents)
{
	sgt->orig_nents = orig_nents;
}

/* Longest segment: a length is an unsigned int, and @dev may want less. */
static size_t brg_exp_segment(struct device *dev)
{
	return ALIGN_DOWN(dma_get_max_seg_size(dev), PAGE_SIZE) ?: PAGE_SIZE;
}

static unsigned int brg_exp_count_segments(const struct brg_exp *exp,
					   size_t segment)
{
	unsigned int n = 0;
	u32 i;

	for (i = 0; i < exp->nr_ranges; i++)
		n += DIV_ROUND_UP(exp->ranges[i].len, segment);
	return n;
}

static struct scatterlist *brg_exp_fill(struct scatterlist *sgl,
					dma_addr_t address, size_t length,
					size_t segment)
{
	while (length) {
		size_t n = min(length, segment);

		sg_set_page(sgl, NULL, 0, 0);
		sg_dma_address(sgl) = address;
		sg_dma_len(sgl) = n;
		address += n;
		length -= n;
		sgl = sg_next(sgl);
	}
	return sgl;
}

static void brg_exp_resource_unmap(struct brg_exp *exp,
				   struct dma_buf_attachment *attach,
				   struct sg_table *sgt,
				   enum dma_data_direction dir)
{
	struct brg_exp_sgt *map = container_of(sgt, struct brg_exp_sgt, sgt);

	while (map->nr_mapped--)
		dma_unmap_resource(attach->dev, map->address[map->nr_mapped],
				   exp->ranges[map->nr_mapped].len, dir,
				   DMA_ATTR_SKIP_CPU_SYNC);
	brg_step(restore_sgt, brg_exp_restore)(sgt, map->orig_nents);
	sg_free_table(sgt);
	kvfree(map);
}

static struct sg_table *brg_exp_resource_map(struct brg_exp *exp,
					     struct dma_buf_attachment *attach,
					     enum dma_data_direction dir)
{
	size_t segment = brg_step(segment, brg_exp_segment)(attach->dev);
	struct brg_exp_sgt *map;
	struct scatterlist *sgl;
	int ret;
	u32 i;

	map = kvzalloc(struct_size(map, address, exp->nr_ranges), GFP_KERNEL);
	if (!map)
		return ERR_PTR(-ENOMEM);
	ret = sg_alloc_table(&map->sgt, brg_exp_count_segments(exp, segment),
			     GFP_KERNEL);
	if (ret) {
		kvfree(map);
		return ERR_PTR(ret);
	}
	map->orig_nents = map->sgt.orig_nents;

	sgl = map->sgt.sgl;
	for (i = 0; i < exp->nr_ranges; i++) {
		const struct phys_vec *range = &exp->ranges[i];
		dma_addr_t address;

		/* never in a CPU cache, so there is nothing to synchronise */
		address = dma_map_resource(attach->dev, range->paddr, range->len,
					   dir, DMA_ATTR_SKIP_CPU_SYNC);
		if (dma_mapping_error(attach->dev, address)) {
			brg_exp_resource_unmap(exp, attach, &map->sgt, dir);
			return ERR_PTR(-EIO);
		}
		map->address[map->nr_mapped++] = address;
		sgl = brg_exp_fill(sgl, address, range->len, segment);
	}
	map->sgt.orig_nents = 0;
	return &map->sgt;
}

/*
 * 7.3.4 itself forgets to put orig_nents back and so leaks the segments of each
 * mapping (drivers/dma-buf/dma-buf-mapping.c, dma_buf_free_sgt()). A kernel
 * that does it does it again.
 */
static void brg_exp_free_sgt(struct dma_buf_attachment *attach,
			     struct sg_table *sgt, enum dma_data_direction dir)
{
	brg_step(restore_sgt, brg_exp_restore)(sgt, sgt->nents);
	dma_buf_free_sgt(attach, sgt, dir);
}

/**
 * struct brg_exp_parts - a table made by BRG_PATH_P2PDMA of several ranges
 * @sgt: what the importer sees
 * @orig_nents: of @sgt
 * @nr_parts: of @part
 * @part: table of each range
 */
struct brg_exp_parts {
	struct sg_table sgt;
	unsigned int orig_nents;
	unsigned int nr_parts;
	struct sg_table *part[];
};

static void brg_exp_parts_unmap(struct brg_exp_parts *parts,
				struct dma_buf_attachment *attach,
				enum dma_data_direction dir)
{
	while (parts->nr_parts--)
		brg_exp_free_sgt(attach, parts->part[parts->nr_parts], dir);
	brg_step(restore_sgt, brg_exp_restore)(&parts->sgt, parts->orig_nents);
	sg_free_table(&parts->sgt);
	kvfree(parts);
}

/* Put the tables of all parts one behind the other into @parts->sgt. */
static int brg_exp_parts_join(struct brg_exp_parts *parts)
{
	struct scatterlist *to, *from;
	unsigned int i, n = 0;
	int j, ret;

	for (i = 0; i < parts->nr_parts; i++)
		n += parts->part[i]->nents;
	ret = sg_alloc_table(&parts->sgt, n, GFP_KERNEL);
	if (ret)
		return ret;
	parts->orig_nents = parts->sgt.orig_nents;
	to = parts->sgt.sgl;
	for (i = 0; i < parts->nr_parts; i++)
		for_each_sgtable_dma_sg(parts->part[i], from, j) {
			to = brg_exp_fill(to, sg_dma_address(from),
					  sg_dma_len(from), sg_dma_len(from));
		}
	parts->sgt.orig_nents = 0;
	return 0;
}

/*
 * One range at a time: 7.3.4 links each range of a list at the start of the
 * IOVA space that it allocated for all (drivers/dma-buf/dma-buf-mapping.c,
 * dma_iova_link() with an offset of 0), so behind an IOMMU the second fails
 * with -EADDRINUSE.
 */
static struct sg_table *brg_exp_parts_map(struct brg_exp *exp,
					  struct dma_buf_attachment *attach,
					  enum dma_data_direction dir)
{
	struct brg_exp_parts *parts;
	struct sg_table *sgt;
	int ret;
	u32 i;

	parts = kvzalloc(struct_size(parts, part, exp->nr_ranges), GFP_KERNEL);
	if (!parts)
		return ERR_PTR(-ENOMEM);
	for (i = 0; i < exp->nr_ranges; i++) {
		sgt = dma_buf_phys_vec_to_sgt(attach, exp->provider,
					      &exp->ranges[i], 1,
					      exp->ranges[i].len, dir);
		if (IS_ERR(sgt)) {
			ret = PTR_ERR(sgt);
			goto err_unmap;
		}
		parts->part[parts->nr_parts++] = sgt;
	}
	ret = brg_exp_parts_join(parts);
	if (ret)
		goto err_unmap;
	return &parts->sgt;

err_unmap:
	brg_exp_parts_unmap(parts, attach, dir);
	return ERR_PTR(ret);
}

static struct sg_table *brg_exp_p2pdma_map(struct brg_exp *exp,
					   struct dma_buf_attachment *attach,
					   enum dma_data_direction dir)
{
	if (exp->nr_ranges > 1)
		return brg_exp_parts_map(exp, attach, dir);
	return dma_buf_phys_vec_to_sgt(attach, exp->provider, exp->ranges, 1,
				       exp->size, dir);
}

static void brg_exp_p2pdma_unmap(struct brg_exp *exp,
				 struct dma_buf_attachment *attach,
				 struct sg_table *sgt,
				 enum dma_data_direction dir)
{
	if (exp->nr_ranges > 1)
		brg_exp_parts_unmap(container_of(sgt, struct brg_exp_parts, sgt),
				    attach, dir);
	else
		brg_exp_free_sgt(attach, sgt, dir);
}

/* The best last. */
static const struct brg_exp_path brg_exp_all_paths[] = {
	{
		.id = BRG_PATH_RESOURCE,
		.supported = true,
		.map = brg_exp_resource_map,
		.unmap = brg_exp_resource_unmap,
	}, {
		.id = BRG_PATH_P2PDMA,
		.supported = BRG_CAN_P2PDMA,
		.map = brg_exp_p2pdma_map,
		.unmap = brg_exp_p2pdma_unmap,
	},
};

const struct brg_exp_path *brg_exp_path_find(u32 id)
{
	int i;

	for (i = ARRAY_SIZE(brg_exp_all_paths) - 1; i >= 0; i--) {
		const struct brg_exp_path *path = &brg_exp_all_paths[i];

		if (path->id == id || (!id && path->supported))
			return path;
	}
	return NULL;
}

u32 brg_exp_paths(void)
{
	u32 mask = 0;
	int i;

	for (i = 0; i < ARRAY_SIZE(brg_exp_all_paths); i++)
		if (brg_exp_all_paths[i].supported)
			mask |= 1U << brg_exp_all_paths[i].id;
	return mask;
}
