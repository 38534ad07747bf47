// SPDX-License-Identifier: GPL-2.0-only
/* sgt_unrestored.c - the segments of a mapping are not freed. */
#include <linux/scatterlist.h>

#include "bug.h"

static void brg_sgt_leave(struct sg_table *sgt, unsigned int orig_nents)
{
	/* orig_nents is 0, by which sg_free_table() frees */
}

const struct brg_bug brg_bug_sgt_unrestored = {
	.name = "sgt-unrestored",
	.id = "D3",
	.title = "orig_nents is 0 for importers, and still so when the table is freed",
	.origin = "review of the vfio-pci dma-buf series; dma_buf_free_sgt() of 7.3.4",
	.mechanism = "each mapping leaves its scatterlist behind",
	.interleaving = "map and unmap, often",
	.detector = "leaks,kmemleak",
	.harm = "leaks",
	.kernels = "all",
	.strategy = "page",
	.supported = true,
	.steps = { .restore_sgt = brg_sgt_leave },
};
