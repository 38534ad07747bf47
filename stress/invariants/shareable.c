// SPDX-License-Identifier: GPL-2.0-or-later
/* shareable.c - when nobody revokes, importers can have the BAR. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kmod/uapi/barrage.h"
#include "stress/invariant.h"
#include "stress/op.h"

/* By the function itself; whatever path the kernel prefers is not asked for. */
static int attach_and_map(int fd, int dmabuf)
{
	struct brg_import_attach attach = {
		.size = sizeof(attach), .fd = dmabuf,
		.mode = BRG_IMPORT_DYNAMIC, .manner = BRG_MANNER_PROMPT,
	};
	struct brg_import_map map = { .size = sizeof(map),
				      .direction = BRG_DIRECTION_BOTH };
	struct brg_import_id id = { .size = sizeof(id) };
	int ret;

	if (ioctl(fd, BRG_IMPORT_ATTACH, &attach))
		return -errno;
	map.id = id.id = attach.out_id;
	ret = ioctl(fd, BRG_IMPORT_MAP, &map) ? -errno : 0;
	ioctl(fd, BRG_IMPORT_DETACH, &id);
	return ret;
}

static void quiet(struct brg_actor *a, struct brg_device *dev)
{
	struct brg_export export = {
		.size = sizeof(export), .bar = dev->bar, .p2p = BRG_P2P_OFF,
		.policy = BRG_POLICY_REVOKE, .path = BRG_PATH_RESOURCE,
		.open_flags = O_CLOEXEC | O_RDWR,
	};
	int fd = dev->target.fd, ret;

	if (!(dev->features & BRG_NEED_EXPORT) ||
	    !(dev->features & BRG_NEED_BARRAGE))
		return;
	ret = ioctl(fd, BRG_EXPORT, &export) ? -errno : 0;
	if (!ret) {
		ret = attach_and_map(fd, export.out_fd);
		close(export.out_fd);
	}
	brg_checked(a, "shareable");
	if (ret && ret != -ENOMEM && ret != -EMFILE)
		brg_wrong(a, "shareable", "the BAR cannot be shared any more",
			  "%s: %s", dev->target.address, strerror(-ret));
}

const struct brg_invariant brg_inv_shareable = {
	.name = "shareable",
	.claim = "while memory is on and nobody revokes, a dma-buf of the BAR can be made and mapped",
	.source = "kmod/uapi/barrage_dmabuf.h, struct brg_export",
	.quiet = quiet,
	.end = quiet,
};
