// SPDX-License-Identifier: GPL-2.0-only
/*
 * mr_dmabuf.c - regions of dma-bufs: attached, mapped, taken away.
 *
 * Whatever of a region can change does so under the buffer's dma_resv, which
 * the exporter holds when it notifies. From attach on it may notify, before
 * we have seen the attachment; there is nothing to forget then.
 */
#include <linux/dma-buf.h>
#include <linux/dma-resv.h>
#include <linux/ktime.h>

#include "compat.h"
#include "rnic.h"

static struct dma_resv *brg_mr_resv(struct brg_mr *mr)
{
	return to_ib_umem_dmabuf(mr->umem)->attach->dmabuf->resv;
}

/**
 * brg_mr_map - map the buffer, unless it is mapped, and build the table
 * @mr: of a dma-buf
 *
 * Context: under dma_resv; may sleep.
 * Return: 0; -ESTALE once revoked for good; what the exporter says: -ENODEV
 * while it is revoked; -ENOMEM.
 */
int brg_mr_map(struct brg_mr *mr)
{
	struct ib_umem_dmabuf *umem = to_ib_umem_dmabuf(mr->umem);
	u64 begin, mapped;
	int ret;

	dma_resv_assert_held(brg_mr_resv(mr));
	if (mr->table.segments)
		return 0;
	if (mr->info.state == BRG_RNIC_REVOKED)
		return -ESTALE;
	begin = ktime_get_ns();
	ret = ib_umem_dmabuf_map_pages(umem);
	if (ret)
		return ret;
	mapped = ktime_get_ns();
	ret = brg_table_build(&mr->table, mr->umem);
	if (ret) {
		ib_umem_dmabuf_unmap_pages(umem);
		return ret;
	}
	mr->info.map_ns = mapped - begin;
	mr->info.table_ns = ktime_get_ns() - mapped;
	mr->info.state = BRG_RNIC_MAPPED;
	mr->info.segments = mr->table.nr;
	mr->info.maps++;
	brg_count(mr->rnic, BRG_MAPS, 1);
	brg_count(mr->rnic, BRG_LIVE_MAPS, 1);
	return 0;
}

/**
 * brg_mr_forget - the addresses are not to be used any more
 * @mr: of a dma-buf
 * @state: what it is from now on
 *
 * Context: under dma_resv.
 */
void brg_mr_forget(struct brg_mr *mr, enum brg_rnic_state state)
{
	dma_resv_assert_held(brg_mr_resv(mr));
	if (mr->table.segments) {
		brg_table_free(&mr->table);
		brg_count(mr->rnic, BRG_LIVE_MAPS, -1);
	}
	mr->info.segments = 0;
	mr->info.state = state;
}

static void brg_mr_invalidate(struct dma_buf_attachment *attach)
{
	struct ib_umem_dmabuf *umem = attach->importer_priv;
	struct brg_mr *mr = umem->private;

	dma_resv_assert_held(attach->dmabuf->resv);
	if (!mr || !umem->sgt)
		return;
	/* A device would stop here; ours holds dma_resv while it moves. */
	brg_mr_forget(mr, BRG_RNIC_UNMAPPED);
	mr->info.invalidations++;
	brg_count(mr->rnic, BRG_INVALIDATIONS, 1);
	ib_umem_dmabuf_unmap_pages(umem);
}

static const struct dma_buf_attach_ops brg_mr_attach_ops = {
	.allow_peer2peer = true,
	BRG_INVALIDATE_MAPPINGS(brg_mr_invalidate)
};

static int brg_mr_attach_dynamic(struct brg_mr *mr, u64 offset, int fd)
{
	struct ib_umem_dmabuf *umem;
	u64 begin = ktime_get_ns();
	int ret;

	umem = ib_umem_dmabuf_get(&mr->rnic->ibdev, offset, mr->length, fd,
				  mr->access, &brg_mr_attach_ops);
	if (IS_ERR(umem))
		return PTR_ERR(umem);
	mr->info.attach_ns = ktime_get_ns() - begin;
	mr->umem = &umem->umem;
	dma_resv_lock(brg_mr_resv(mr), NULL);
	umem->private = mr;
	ret = brg_mr_map(mr);
	if (ret)
		umem->private = NULL;
	dma_resv_unlock(brg_mr_resv(mr));
	if (ret)
		ib_umem_release(mr->umem);
	return ret;
}

static int brg_mr_attach_pinned(struct brg_mr *mr, u64 offset, int fd)
{
	struct ib_umem_dmabuf *umem;
	u64 begin = ktime_get_ns();
	int ret;

	umem = ib_umem_dmabuf_get_pinned(&mr->rnic->ibdev, offset, mr->length,
					 fd, mr->access);
	if (IS_ERR(umem))
		return PTR_ERR(umem);
	/* attached and mapped in one; brg_mr_map() only builds the table */
	mr->info.attach_ns = ktime_get_ns() - begin;
	mr->umem = &umem->umem;
	dma_resv_lock(brg_mr_resv(mr), NULL);
	ret = brg_mr_map(mr);
	dma_resv_unlock(brg_mr_resv(mr));
	if (ret)
		ib_umem_release(mr->umem);
	return ret;
}

int brg_mr_attach_dmabuf(struct brg_mr *mr, u64 offset, int fd)
{
	switch (mr->info.mode) {
	case BRG_RNIC_DYNAMIC:
		return brg_mr_attach_dynamic(mr, offset, fd);
	case BRG_RNIC_PINNED:
		return brg_mr_attach_pinned(mr, offset, fd);
	case BRG_RNIC_PINNED_REVOCABLE:
		return brg_mr_attach_revocable(mr, offset, fd);
	}
	return -EINVAL;
}

void brg_mr_detach_dmabuf(struct brg_mr *mr)
{
	dma_resv_lock(brg_mr_resv(mr), NULL);
	brg_mr_forget(mr, BRG_RNIC_REVOKED);
	dma_resv_unlock(brg_mr_resv(mr));
}
