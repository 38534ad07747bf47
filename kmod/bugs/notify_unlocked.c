// SPDX-License-Identifier: GPL-2.0-only
/* notify_unlocked.c - importers are told without the reservation lock. */
#include <linux/dma-resv.h>

#include "compat.h"
#include "bug.h"

static void brg_notify_unlocked(struct dma_buf *dmabuf)
{
	dma_resv_unlock(dmabuf->resv);
	dma_buf_invalidate_mappings(dmabuf);
	dma_resv_lock(dmabuf->resv, NULL);
}

const struct brg_bug brg_bug_notify_unlocked = {
	.name = "notify-unlocked",
	.id = "D12",
	.title = "importers are notified without the reservation lock",
	.origin = "the rule of include/linux/dma-buf.h, broken in drafts of several exporters",
	.mechanism = "an importer unmaps while another path maps or unmaps the same",
	.interleaving = "any revocation with an importer attached",
	.detector = "warning,lockdep,kasan,oops,kernel",
	.harm = "corrupts",
	.kernels = "all",
	/* without it only a collision tells: on 6.1 in two of three seeds */
	.needs = "lockdep",
	.strategy = "page",
	.supported = true,
	.steps = { .notify = brg_notify_unlocked },
};
