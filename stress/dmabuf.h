/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dmabuf.h - dma-bufs of a BAR for the operations that need one. */
#ifndef BRG_STRESS_DMABUF_H
#define BRG_STRESS_DMABUF_H

#include "kmod/uapi/barrage.h"
#include "stress/actor.h"

#define BRG_SHARE_RANGES 4
#define BRG_KEPT_DMABUFS 4	/* that keep-dmabuf keeps, of each process */

/**
 * struct brg_share - a dma-buf, and what it is of
 * @fd: of it, -1 for none
 * @nr: of @range
 * @range: of the BAR, in the order of the dma-buf
 * @length: of it
 * @path, @p2p, @policy: see struct brg_export; 0 by vfio-pci
 */
struct brg_share {
	int fd;
	unsigned int nr;
	struct brg_range range[BRG_SHARE_RANGES];
	uint64_t length;
	uint32_t path, p2p, policy;
};

/** brg_share_random - ranges, path and manners drawn; nothing exported yet */
void brg_share_random(struct brg_actor *a, const struct brg_device *dev,
		      struct brg_share *share);

/** brg_share_export - make it, and judge a refusal.
 * Return: 0 with @share->fd, -errno. */
int brg_share_export(struct brg_actor *a, struct brg_device *dev,
		     struct brg_target *t, struct brg_share *share);
void brg_share_close(struct brg_share *share);

/** brg_share_offset - where in the BAR byte @at of the dma-buf lies */
uint64_t brg_share_offset(const struct brg_share *share, uint64_t at);

/** brg_share_can - does @dev's target make dma-bufs of its BAR at all? */
bool brg_share_can(struct brg_device *dev);

#endif
