// SPDX-License-Identifier: GPL-2.0-only
/* mr_revocable.c - regions that are pinned until the exporter says no more. */
#include <linux/dma-buf.h>
#include <linux/ktime.h>

#include "rnic.h"

bool brg_mr_revocable_possible(void)
{
	return true;
}

/* Once at most: by the exporter, or by ib_umem_release(). Under dma_resv. */
static void brg_mr_revoke(void *priv)
{
	struct brg_mr *mr = priv;

	if (mr->info.state == BRG_RNIC_REVOKED)
		return;
	brg_mr_forget(mr, BRG_RNIC_REVOKED);
	mr->info.invalidations++;
	brg_count(mr->rnic, BRG_REVOCATIONS, 1);
}

/*
 * 7.3.4 attaches before it stores the attachment (drivers/infiniband/core/
 * umem_dmabuf.c, ib_umem_dmabuf_get_with_dma_device()). An exporter that revokes
 * between the two calls ib_umem_dmabuf_revoke_locked(), and with lockdep
 * ib_umem_dmabuf_unmap_pages() looks through the pointer that is not there yet:
 * a general protection fault with dma_resv held. Without lockdep the region is
 * marked as revoked, and registration fails with -EINVAL. Importers cannot help
 * it.
 */
int brg_mr_attach_revocable(struct brg_mr *mr, u64 offset, int fd)
{
	struct ib_umem_dmabuf *umem;
	u64 begin = ktime_get_ns();
	int ret;

	umem = ib_umem_dmabuf_get_pinned_revocable_and_lock(&mr->rnic->ibdev,
							    offset, mr->length,
							    fd, mr->access);
	if (IS_ERR(umem))
		return PTR_ERR(umem);
	mr->info.attach_ns = ktime_get_ns() - begin;
	mr->umem = &umem->umem;
	ret = brg_mr_map(mr);
	if (!ret)
		ib_umem_dmabuf_set_revoke_locked(umem, brg_mr_revoke, mr);
	ib_umem_dmabuf_revoke_unlock(umem);
	if (ret)
		ib_umem_release(mr->umem);
	return ret;
}
