// SPDX-License-Identifier: GPL-2.0-or-later
/* mr.c - memory regions of an RDMA device, for up to 3 ms. */
#include <time.h>

#include "stress/op.h"
#include "stress/regions.h"

static int run(struct brg_actor *a)
{
	struct brg_device *dev = brg_pick_device(a);
	struct timespec t = { 0, (long)brg_pick(a, 3000) * 1000 };
	struct brg_regions r;
	int ret = brg_regions_make(a, dev, &r);

	a->arg[0] = r.share.range[0].offset;
	a->arg[1] = r.share.length;
	if (!ret)
		nanosleep(&t, NULL);
	brg_regions_end(a, &r);
	return ret;
}

const struct brg_op brg_op_mr = {
	.name = "mr",
	.summary = "register and deregister regions of an RDMA device over a dma-buf of the BAR",
	.needs = BRG_NEED_RDMA | BRG_NEED_EXPORT,
	.weight = 4,
	.run = run,
};
