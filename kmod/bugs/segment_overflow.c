// SPDX-License-Identifier: GPL-2.0-only
/* segment_overflow.c - a segment may be longer than its length can say. */
#include <linux/mm.h>

#include "bug.h"

static size_t brg_segment_any(struct device *dev)
{
	return SIZE_MAX & PAGE_MASK;
}

const struct brg_bug brg_bug_segment_overflow = {
	.name = "segment-overflow",
	.id = "D18",
	.title = "the length of a segment is stored in 32 bits whatever it is",
	.origin = "590d745680: a scatterlist of a BAR of 4 GiB or more",
	.mechanism = "importers see a part of the buffer, or none",
	.interleaving = "an export of a BAR of 4 GiB or more",
	.detector = "revoked,results",
	.harm = "corrupts",
	.kernels = "all",
	.strategy = "page",
	.machine = "huge",
	.supported = true,
	.steps = { .segment = brg_segment_any },
};
