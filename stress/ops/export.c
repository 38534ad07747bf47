// SPDX-License-Identifier: GPL-2.0-or-later
/* export.c - a dma-buf of parts of the BAR, made and closed. */
#include <errno.h>
#include <time.h>

#include "stress/dmabuf.h"
#include "stress/op.h"

static int run(struct brg_actor *a)
{
	struct brg_device *dev = brg_pick_device(a);
	struct timespec t = { 0, (long)brg_pick(a, 1000) * 1000 };
	struct brg_share share;
	struct brg_target target;
	int ret = brg_actor_target(a, dev, &target);

	if (ret)
		return ret;
	brg_share_random(a, dev, &share);
	a->arg[0] = share.range[0].offset;
	a->arg[1] = share.length;
	a->arg[2] = share.nr;
	ret = brg_share_export(a, dev, &target, &share);
	brg_actor_put(&target);
	/* so that whatever happens to the device happens to it, too */
	if (!ret)
		nanosleep(&t, NULL);
	brg_share_close(&share);
	return ret;
}

const struct brg_op brg_op_export = {
	.name = "export",
	.summary = "make a dma-buf of up to four parts of the BAR, and close it",
	.needs = BRG_NEED_EXPORT,
	.weight = 4,
	.run = run,
};
