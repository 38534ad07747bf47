// SPDX-License-Identifier: GPL-2.0-only
/* unrevocable_importer.c - importers that cannot be revoked are let in. */
#include <linux/dma-buf.h>

#include "compat.h"
#include "bug.h"

static bool brg_anybody_is_revocable(struct dma_buf_attachment *attach)
{
	return true;
}

const struct brg_bug brg_bug_unrevocable_importer = {
	.name = "unrevocable-importer",
	.id = "D10",
	.title = "an importer that cannot be told to unmap may attach",
	.origin = "61ceaf236115: revocable importers only",
	.mechanism = "revocation waits for an importer that never hears of it",
	.interleaving = "a pinned importer maps, then memory goes off or the function is reset",
	.detector = "revoked,oops,bounds,hung-task,results",
	.harm = "hangs",
	.kernels = "7.1 and later",
	.strategy = "page",
	.supported = BRG_HAS_NO_PIN,
	.steps = { .revocable = brg_anybody_is_revocable },
};
