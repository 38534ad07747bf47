// SPDX-License-Identifier: GPL-2.0-only
/* mr_freed_early.c - a region is freed, and its dma-buf still knows it. */
#include "bug.h"

static void brg_mr_end_badly(struct brg_mr *mr, struct ib_umem *umem,
			     void (*release)(struct ib_umem *umem),
			     void (*free)(struct brg_mr *mr))
{
	free(mr);
	/* the exporter notifies, and the importer looks at its region */
	brg_point(BRG_AT_GAP);
	release(umem);
}

const struct brg_bug brg_bug_mr_freed_early = {
	.name = "mr-freed-early",
	.id = "D15",
	.title = "deregistration frees the region before its buffer is detached",
	.origin = "deregistration against invalidation in mlx5: a private pointer that stays",
	.mechanism = "the exporter may notify until the attachment is gone",
	.interleaving = "regions are deregistered in a loop while the BAR is revoked",
	.detector = "kasan,oops,bug",
	.harm = "corrupts",
	.kernels = "all",
	.strategy = "page",
	.supported = true,
	.steps = { .mr_end = brg_mr_end_badly },
};
