// SPDX-License-Identifier: GPL-2.0-only
/* table.c - device addresses of a region, as few ranges as they are. */
#include <linux/overflow.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "rnic.h"

/* Fill @segments, or only count where it is NULL. */
static u32 brg_table_walk(struct brg_table *table, struct ib_umem *umem,
			  struct brg_segment *segments)
{
	struct scatterlist *sg;
	dma_addr_t next = 0;
	u64 start = 0;
	u32 nr = 0;
	int i;

	for_each_sgtable_dma_sg(&umem->sgt_append.sgt, sg, i) {
		if (!nr || sg_dma_address(sg) != next) {
			if (segments)
				segments[nr] = (struct brg_segment){
					.start = start,
					.address = sg_dma_address(sg),
				};
			nr++;
		}
		start += sg_dma_len(sg);
		next = sg_dma_address(sg) + sg_dma_len(sg);
	}
	table->length = start;
	return nr;
}

int brg_table_build(struct brg_table *table, struct ib_umem *umem)
{
	u32 nr = brg_table_walk(table, umem, NULL);
	struct brg_segment *segments;

	segments = kvmalloc_array(nr, sizeof(*segments), GFP_KERNEL);
	if (!segments)
		return -ENOMEM;
	brg_table_walk(table, umem, segments);
	table->nr = nr;
	table->segments = segments;
	return 0;
}

void brg_table_free(struct brg_table *table)
{
	kvfree(table->segments);
	*table = (struct brg_table){ };
}

dma_addr_t brg_table_find(const struct brg_table *table, u64 offset, u64 *run)
{
	u32 low = 0, high = table->nr, middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (table->segments[middle].start <= offset)
			low = middle;
		else
			high = middle;
	}
	*run = (high < table->nr ? table->segments[high].start :
				   table->length) - offset;
	return table->segments[low].address +
	       (offset - table->segments[low].start);
}
