// SPDX-License-Identifier: GPL-2.0-or-later
/* dmabuf.c - see dmabuf.h. */
#include "stress/dmabuf.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/exporter.h"
#include "lib/vfio.h"

static bool is_barrage(const struct brg_target *t)
{
	return !strcmp(t->ops->name, "barrage");
}

/* In each a piece of the BAR of its own, so that none overlaps another. */
static void draw_ranges(struct brg_actor *a, const struct brg_device *dev,
			struct brg_share *share)
{
	uint64_t pages = dev->span / BRG_PAGE;
	unsigned int first;

	share->nr = 1 + (unsigned int)brg_pick(a, BRG_SHARE_RANGES);
	if (pages < share->nr)
		share->nr = 1;
	pages /= share->nr;
	first = (unsigned int)brg_pick(a, share->nr);
	for (unsigned int i = 0; i < share->nr; i++) {
		struct brg_range *range = &share->range[i];
		uint64_t length = 1 + brg_pick(a, pages < 512 ? pages : 512);

		range->offset = ((first + i) % share->nr * pages +
				 brg_pick(a, pages - length + 1)) * BRG_PAGE;
		range->length = length * BRG_PAGE;
		share->length += range->length;
	}
}

void brg_share_random(struct brg_actor *a, const struct brg_device *dev,
		      struct brg_share *share)
{
	/* never BUSY: others' commands would be refused for it */
	static const uint32_t policies[] = { BRG_POLICY_REVOKE,
					     BRG_POLICY_REVOKE,
					     BRG_POLICY_WAIT };

	*share = (struct brg_share){ .fd = -1 };
	draw_ranges(a, dev, share);
	if (!is_barrage(&dev->target))
		return;
	share->path = (uint32_t)brg_pick(a, 3);
	share->p2p = BRG_P2P_STRICT + (uint32_t)brg_pick(a, 2) *
				      (BRG_P2P_OFF - BRG_P2P_STRICT);
	share->policy = policies[brg_pick(a, 3)];
}

static int by_barrage(const struct brg_device *dev, struct brg_target *t,
		      struct brg_share *share)
{
	struct brg_export export = {
		.size = sizeof(export), .bar = dev->bar,
		.nr_ranges = share->nr, .ranges = (uintptr_t)share->range,
		.p2p = share->p2p, .policy = share->policy,
		.path = share->path, .open_flags = O_CLOEXEC | O_RDWR,
	};

	if (ioctl(t->fd, BRG_EXPORT, &export))
		return -errno;
	share->fd = export.out_fd;
	return export.out_length == share->length ? 0 : -EBADMSG;
}

static int by_vfio(const struct brg_device *dev, struct brg_target *t,
		   struct brg_share *share)
{
	struct brg_exporter_range range[BRG_SHARE_RANGES];

	for (unsigned int i = 0; i < share->nr; i++)
		range[i] = (struct brg_exporter_range){
			share->range[i].offset, share->range[i].length };
	return brg_vfio_export(t->fd, dev->bar, range, share->nr, &share->fd);
}

int brg_share_export(struct brg_actor *a, struct brg_device *dev,
		     struct brg_target *t, struct brg_share *share)
{
	struct brg_view before, after;
	_Atomic uint64_t none = 0;
	int ret;

	brg_view_take(dev->shared, &none, &before);
	ret = is_barrage(t) ? by_barrage(dev, t, share) :
			      by_vfio(dev, t, share);
	brg_view_take(dev->shared, &none, &after);
	brg_checked(a, "results");
	/* a path or check that this kernel, or the function, does not have */
	if (!ret || ret == -ENOMEM || ret == -EMFILE ||
	    (ret == -EOPNOTSUPP && (share->path || share->p2p != BRG_P2P_OFF)))
		return ret;
	if ((ret == -EIO || ret == -ENODEV) &&
	    (!brg_view_surely(&before, &after, BRG_ON) ||
	     !brg_view_sharp(&before, &after)))
		return ret;
	/* the file may be older than what was looked at first */
	if (ret == -ENODEV && t->epoch != after.bind_epoch)
		return ret;
	brg_wrong(a, "results", "a dma-buf of the BAR was refused",
		  "%s: %u ranges, %ju bytes, path %u, check %u: %s",
		  t->address, share->nr, (uintmax_t)share->length, share->path,
		  share->p2p, strerror(-ret));
	return ret;
}

void brg_share_close(struct brg_share *share)
{
	if (share->fd >= 0)
		close(share->fd);
	share->fd = -1;
}

uint64_t brg_share_offset(const struct brg_share *share, uint64_t at)
{
	unsigned int i = 0;

	while (i + 1 < share->nr && at >= share->range[i].length)
		at -= share->range[i++].length;
	return share->range[i].offset + at;
}

bool brg_share_can(struct brg_device *dev)
{
	struct brg_share share = { .fd = -1, .nr = 1, .length = BRG_PAGE,
				   .range = { { 0, BRG_PAGE } },
				   .p2p = BRG_P2P_OFF,
				   .policy = BRG_POLICY_REVOKE };
	const char *driver = dev->target.ops->driver;
	int ret;

	if (!driver)
		return false;
	ret = is_barrage(&dev->target) ? by_barrage(dev, &dev->target, &share) :
	      !strcmp(driver, "vfio-pci") ?
	      by_vfio(dev, &dev->target, &share) : -EOPNOTSUPP;
	brg_share_close(&share);
	return !ret;
}
