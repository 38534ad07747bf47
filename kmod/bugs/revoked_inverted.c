// SPDX-License-Identifier: GPL-2.0-only
/* revoked_inverted.c - a mapping is allowed when it must not be, and the other way round. */
#include "bug.h"
#include "exp_priv.h"

static bool brg_may_map_revoked(const struct brg_exp *exp)
{
	return READ_ONCE(exp->state) != BRG_EXP_LIVE;
}

const struct brg_bug brg_bug_revoked_inverted = {
	.name = "revoked-inverted",
	.id = "D1",
	.title = "whether an export is revoked is asked the wrong way round",
	.origin = "review of the first vfio-pci dma-buf series",
	.mechanism = "importers are refused what is live and get what is not",
	.interleaving = "memory off, map, memory on, map",
	.detector = "revoked,results,disabled,stamps,shareable",
	.harm = "corrupts",
	.kernels = "all",
	.strategy = "page",
	.supported = true,
	.steps = { .may_map = brg_may_map_revoked },
};
