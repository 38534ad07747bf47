// SPDX-License-Identifier: GPL-2.0-or-later
/* mr.c - memory regions of an RDMA device over a dma-buf of the BAR. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "lib/sysfs.h"
#include "lib/verbs.h"
#include "stress/dmabuf.h"
#include "stress/op.h"

#define MOST 3

/*
 * What vfio-pci leaves to 7.3.4's dma_buf_phys_vec_to_sgt(), which behind an
 * IOMMU maps each range of a list to the same address (docs/STRESS.md).
 */
static bool is_upstreams(const struct brg_share *share, int error)
{
	return error == -EADDRINUSE && !share->p2p && share->nr > 1;
}

static int reg(struct brg_actor *a, struct brg_verbs *v,
	       const struct brg_share *share, struct ibv_mr **mr)
{
	uint64_t at = brg_pick(a, share->length / BRG_PAGE) * BRG_PAGE;
	int ret = brg_verbs_reg_dmabuf(v, at, share->length - at, at, share->fd,
				       IBV_ACCESS_LOCAL_WRITE, mr);

	brg_checked(a, "results");
	/* ENODEV: revoked; EOPNOTSUPP: a device that cannot be told to go;
	 * EXDEV, EINVAL: one that no known path leads to */
	if (ret && ret != -ENODEV && ret != -ENOMEM && ret != -EOPNOTSUPP &&
	    !is_upstreams(share, ret) &&
	    !((ret == -EXDEV || ret == -EINVAL) &&
	      share->p2p == BRG_P2P_STRICT))
		brg_wrong(a, "results", "a region of the BAR could not be registered",
			  "%s", v->error);
	return ret;
}

static int work(struct brg_actor *a, struct brg_verbs *v,
		struct brg_share *share)
{
	struct timespec t = { 0, (long)brg_pick(a, 3000) * 1000 };
	struct ibv_mr *mr[MOST];
	unsigned int nr = 0, want = 1 + (unsigned int)brg_pick(a, MOST);
	int ret = 0;

	while (nr < want && !ret) {
		ret = reg(a, v, share, &mr[nr]);
		nr += !ret;
	}
	nanosleep(&t, NULL);
	/* regions live on without the file */
	if (brg_pick(a, 2))
		brg_share_close(share);
	while (nr) {
		int error = brg_verbs_dereg(v, mr[--nr]);

		if (error)
			brg_wrong(a, "results", "a region of the BAR could not be deregistered",
				  "%s", v->error);
	}
	return ret;
}

/* The first there is; but what was loaded for this goes before what a machine
 * may have for other reasons, rxe for instance, which takes no dma-bufs. */
static const char *rdma_device(void)
{
	return brg_sysfs_exists("/sys/class/infiniband/barrage0") ?
		       "barrage0" : "";
}

static int run(struct brg_actor *a)
{
	struct brg_device *dev = brg_pick_device(a);
	struct brg_share share;
	struct brg_target t;
	struct brg_verbs v;
	int ret = brg_actor_target(a, dev, &t);

	if (ret)
		return ret;
	brg_share_random(a, dev, &share);
	a->arg[0] = share.range[0].offset;
	a->arg[1] = share.length;
	ret = brg_share_export(a, dev, &t, &share);
	brg_actor_put(&t);
	if (ret)
		return ret;
	ret = brg_verbs_open(&v, rdma_device());
	if (!ret)
		ret = work(a, &v, &share);
	brg_verbs_close(&v);
	brg_share_close(&share);
	return ret;
}

const struct brg_op brg_op_mr = {
	.name = "mr",
	.summary = "register and deregister regions of an RDMA device over a dma-buf of the BAR",
	.needs = BRG_NEED_RDMA | BRG_NEED_EXPORT,
	.weight = 4,
	.run = run,
};
