/* SPDX-License-Identifier: GPL-2.0-or-later */
/* regions.h - memory regions of an RDMA device over a dma-buf of the BAR. */
#ifndef BRG_STRESS_REGIONS_H
#define BRG_STRESS_REGIONS_H

#include "lib/verbs.h"
#include "stress/dmabuf.h"

#define BRG_REGIONS 3

/** struct brg_regions - so many, of one dma-buf; zeroed: none */
struct brg_regions {
	bool open;
	struct brg_verbs v;
	struct brg_share share;
	struct ibv_mr *mr[BRG_REGIONS];
	unsigned int nr;
};

/** brg_regions_make - export a dma-buf of @dev and register one region or more
 * of it, and judge a refusal. End them, whatever is returned.
 * Return: 0 if all were registered, -errno. */
int brg_regions_make(struct brg_actor *a, struct brg_device *dev,
		     struct brg_regions *r);

/** brg_regions_end - deregister them all, and close what is left */
void brg_regions_end(struct brg_actor *a, struct brg_regions *r);

#endif
