// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * keep_dmabuf.c - dma-bufs that outlive whatever they were made by.
 *
 * Each process keeps some, until another takes the place or the process ends.
 * Then it may have the last reference to a device that was unbound meanwhile.
 */
#include <stdatomic.h>

#include "stress/dmabuf.h"
#include "stress/op.h"

static _Atomic int kept[BRG_KEPT_DMABUFS]; /* file + 1; of one process */

static int run(struct brg_actor *a)
{
	struct brg_device *dev = brg_pick_device(a);
	struct brg_share share, old = { 0 };
	struct brg_target target;
	uint64_t place;
	int ret = brg_actor_target(a, dev, &target);

	if (ret)
		return ret;
	brg_share_random(a, dev, &share);
	ret = brg_share_export(a, dev, &target, &share);
	brg_actor_put(&target);
	if (ret)
		return ret;
	place = brg_pick(a, BRG_KEPT_DMABUFS);
	old.fd = atomic_exchange(&kept[place], share.fd + 1) - 1;
	brg_share_close(&old);
	return 0;
}

const struct brg_op brg_op_keep_dmabuf = {
	.name = "keep-dmabuf",
	.summary =
		"make a dma-buf and keep it, for as long as the process lives or until another takes its place",
	.needs = BRG_NEED_EXPORT,
	.weight = 2,
	.run = run,
};
