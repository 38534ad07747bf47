// SPDX-License-Identifier: GPL-2.0-only
/* bar_unstored.c - every export is of the first BAR. */
#include "bug.h"
#include "dev.h"

static const struct brg_bar *brg_bar_first(const struct brg_dev *bdev,
					   unsigned int bar)
{
	return &bdev->bar[0];
}

const struct brg_bug brg_bug_bar_unstored = {
	.name = "bar-unstored",
	.id = "D2",
	.title = "the index of the BAR is never stored, so it is 0",
	.origin = "review of the first vfio-pci dma-buf series",
	.mechanism = "DMA addresses lead to another BAR than the one named",
	.interleaving = "an export of any BAR but the first",
	.detector = "revoked,stamps,results,contents",
	.harm = "corrupts",
	.kernels = "all",
	.strategy = "page",
	.supported = true,
	.steps = { .export_bar = brg_bar_first },
};
