// SPDX-License-Identifier: GPL-2.0-only
/* mr.c - memory regions: keys, host memory, deregistration. */
#include <linux/ktime.h>
#include <linux/slab.h>

#include "compat.h"
#include "rnic.h"
#include "step.h"

/* A key has an index in its upper 24 bits, as with other devices. */
#define BRG_KEY_SHIFT	8
#define BRG_KEY_LIMIT	XA_LIMIT(1, (1U << 24) - 1)

/*
 * The key stays taken until the region is deregistered, also if its buffer is
 * revoked before: nothing else must be reachable by it meanwhile.
 */
static int brg_mr_take_key(struct brg_mr *mr)
{
	u32 index;
	int ret;

	ret = xa_alloc_cyclic(&mr->rnic->keys, &index, mr, BRG_KEY_LIMIT,
			      &mr->rnic->next_key, GFP_KERNEL);
	if (ret < 0)
		return ret == -EBUSY ? -ENOSPC : ret;
	mr->ibmr.lkey = index << BRG_KEY_SHIFT;
	mr->ibmr.rkey = mr->ibmr.lkey;
	return 0;
}

static void brg_mr_drop_key(struct brg_mr *mr)
{
	xa_erase(&mr->rnic->keys, mr->ibmr.lkey >> BRG_KEY_SHIFT);
}

static struct brg_mr *brg_mr_new(struct ib_pd *pd, u64 length, u64 iova,
				 int access)
{
	struct brg_mr *mr;
	int ret;

	/* the last byte may be that of the address space, not beyond it */
	if (!length || iova + (length - 1) < iova)
		return ERR_PTR(-EINVAL);
	mr = kzalloc_obj(*mr, GFP_KERNEL);
	if (!mr)
		return ERR_PTR(-ENOMEM);
	mr->rnic = brg_rnic_of(pd->device);
	mr->iova = iova;
	mr->length = length;
	mr->access = access;
	mr->ibmr.iova = iova;
	mr->ibmr.length = length;
	ret = brg_mr_take_key(mr);
	if (ret) {
		kfree(mr);
		return ERR_PTR(ret);
	}
	return mr;
}

static void brg_mr_free(struct brg_mr *mr)
{
	brg_mr_drop_key(mr);
	kfree(mr);
}

static struct ib_mr *brg_mr_registered(struct brg_mr *mr)
{
	brg_count(mr->rnic, BRG_REGISTRATIONS, 1);
	brg_count(mr->rnic, BRG_LIVE_MRS, 1);
	return &mr->ibmr;
}

struct ib_mr *brg_mr_register_host(struct ib_pd *pd, u64 start, u64 length,
				   u64 iova, int access)
{
	struct brg_mr *mr = brg_mr_new(pd, length, iova, access);
	u64 begin = ktime_get_ns(), pinned;
	int ret;

	if (IS_ERR(mr))
		return ERR_CAST(mr);
	mr->umem = ib_umem_get_va(pd->device, start, length, access);
	if (IS_ERR(mr->umem)) {
		ret = PTR_ERR(mr->umem);
		goto err_free_mr;
	}
	pinned = ktime_get_ns();
	ret = brg_table_build(&mr->table, mr->umem);
	if (ret)
		goto err_release_umem;
	mr->info.attach_ns = pinned - begin;
	mr->info.table_ns = ktime_get_ns() - pinned;
	mr->info.state = BRG_RNIC_MAPPED;
	mr->info.segments = mr->table.nr;
	mr->info.maps = 1;
	brg_count(mr->rnic, BRG_MAPS, 1);
	brg_count(mr->rnic, BRG_LIVE_MAPS, 1);
	return brg_mr_registered(mr);

err_release_umem:
	ib_umem_release(mr->umem);
err_free_mr:
	brg_mr_free(mr);
	return ERR_PTR(ret);
}

struct ib_mr *brg_mr_register_dmabuf(struct ib_pd *pd, u64 offset, u64 length,
				     u64 iova, int fd, int access)
{
	struct brg_ucontext *context = container_of(pd->uobject->context,
						    struct brg_ucontext,
						    ibucontext);
	struct brg_mr *mr = brg_mr_new(pd, length, iova, access);
	int ret;

	if (IS_ERR(mr))
		return ERR_CAST(mr);
	mr->info.mode = READ_ONCE(context->mode);
	ret = brg_mr_attach_dmabuf(mr, offset, fd);
	if (ret) {
		brg_mr_free(mr);
		return ERR_PTR(ret);
	}
	return brg_mr_registered(mr);
}

/* An exporter may notify until the umem is released: mr stays until then. */
static void brg_mr_end(struct brg_mr *mr, struct ib_umem *umem,
		       void (*release)(struct ib_umem *umem),
		       void (*free)(struct brg_mr *mr))
{
	release(umem);
	free(mr);
}

int brg_mr_deregister(struct ib_mr *ibmr, struct ib_udata *udata)
{
	struct brg_mr *mr = brg_mr_of(ibmr);
	struct brg_rnic *rnic = mr->rnic;

	if (mr->umem->is_dmabuf) {
		brg_mr_detach_dmabuf(mr);
	} else {
		brg_table_free(&mr->table);
		brg_count(rnic, BRG_LIVE_MAPS, -1);
	}
	brg_step(mr_end, brg_mr_end)(mr, mr->umem, ib_umem_release,
				     brg_mr_free);
	brg_count(rnic, BRG_LIVE_MRS, -1);
	return 0;
}
