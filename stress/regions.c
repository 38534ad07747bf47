// SPDX-License-Identifier: GPL-2.0-or-later
/* regions.c - see regions.h. */
#include "stress/regions.h"

#include <errno.h>
#include <string.h>

#include "lib/sysfs.h"
#include "stress/op.h"

/*
 * What vfio-pci leaves to 7.3.4's dma_buf_phys_vec_to_sgt(), which behind an
 * IOMMU maps each range of a list to the same address (docs/STRESS.md).
 */
static bool is_upstreams(const struct brg_share *share, int error)
{
	return error == -EADDRINUSE && !share->p2p && share->nr > 1;
}

static int reg(struct brg_actor *a, struct brg_regions *r)
{
	const struct brg_share *share = &r->share;
	uint64_t at = brg_pick(a, share->length / BRG_PAGE) * BRG_PAGE;
	int ret = brg_verbs_reg_dmabuf(&r->v, at, share->length - at, at,
				       share->fd, IBV_ACCESS_LOCAL_WRITE,
				       &r->mr[r->nr]);

	brg_checked(a, "results");
	/* ENODEV: revoked; EOPNOTSUPP: a device that cannot be told to go;
	 * EXDEV, EINVAL: one that no known path leads to */
	if (ret && ret != -ENODEV && ret != -ENOMEM && ret != -EOPNOTSUPP &&
	    !is_upstreams(share, ret) &&
	    !((ret == -EXDEV || ret == -EINVAL) &&
	      share->p2p == BRG_P2P_STRICT))
		brg_wrong(a, "results", "a region of the BAR could not be registered",
			  "%s", r->v.error);
	r->nr += !ret;
	return ret;
}

/* The first there is; but what was loaded for this goes before what a machine
 * may have for other reasons, rxe for instance, which takes no dma-bufs. */
static const char *rdma_device(void)
{
	return brg_sysfs_exists("/sys/class/infiniband/barrage0") ?
		       "barrage0" : "";
}

int brg_regions_make(struct brg_actor *a, struct brg_device *dev,
		     struct brg_regions *r)
{
	unsigned int want = 1 + (unsigned int)brg_pick(a, BRG_REGIONS);
	struct brg_target t;
	int ret = brg_actor_target(a, dev, &t);

	memset(r, 0, sizeof(*r));
	r->share.fd = -1;
	if (ret)
		return ret;
	brg_share_random(a, dev, &r->share);
	ret = brg_share_export(a, dev, &t, &r->share);
	brg_actor_put(&t);
	if (ret)
		return ret;
	ret = brg_verbs_open(&r->v, rdma_device());
	r->open = true;
	while (!ret && r->nr < want)
		ret = reg(a, r);
	/* regions live on without the file */
	if (brg_pick(a, 2))
		brg_share_close(&r->share);
	return ret;
}

void brg_regions_end(struct brg_actor *a, struct brg_regions *r)
{
	while (r->nr)
		if (brg_verbs_dereg(&r->v, r->mr[--r->nr]))
			brg_wrong(a, "results", "a region of the BAR could not be deregistered",
				  "%s", r->v.error);
	if (!r->open)
		return;
	r->open = false;
	brg_verbs_close(&r->v);
	brg_share_close(&r->share);
}
