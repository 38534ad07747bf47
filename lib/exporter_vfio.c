// SPDX-License-Identifier: GPL-2.0-or-later
/* exporter_vfio.c - BARs by upstream vfio-pci, Linux 6.19 and later. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "lib/cleanup.h"
#include "lib/exporter_priv.h"
#include "lib/names.h"
#include "lib/target_priv.h"
#include "lib/vfio.h"
#include "lib/vfio_uapi.h"

static const char *const interfaces[] = { "cdev", "group", NULL };

static int explain(struct brg_exporter *e, int error)
{
	if (error == -ENOTTY || error == -EOPNOTSUPP)
		return brg_exporter_fail(e, -EOPNOTSUPP,
					 "export by vfio: this kernel's vfio-pci exports no BARs (Linux 6.19 with CONFIG_VFIO_PCI_DMABUF does)");
	return brg_exporter_fail(e, error, "export by vfio: %s",
				 strerror(-error));
}

static int vfio_export(struct brg_exporter *e,
		       const struct brg_exporter_range *ranges, unsigned int nr,
		       int *fd)
{
	int ret = brg_vfio_export(e->target->fd, e->bar, ranges, nr, fd);

	return ret ? explain(e, ret) : 0;
}

static int vfio_open(struct brg_exporter *e,
		     const struct brg_exporter_spec *spec)
{
	struct vfio_device_feature probe = {
		.argsz = sizeof(probe),
		.flags = VFIO_DEVICE_FEATURE_PROBE | VFIO_DEVICE_FEATURE_GET |
			 BRG_VFIO_FEATURE_DMABUF,
	};
	const struct brg_target_ops *ops = &brg_target_vfio_cdev;
	int ret;

	if (!strcmp(e->variant, "group"))
		ops = &brg_target_vfio_group;
	ret = brg_exporter_need_target(e, ops, spec);
	if (ret)
		return ret;
	if (ioctl(e->target->fd, VFIO_DEVICE_FEATURE, &probe))
		return explain(e, -errno);
	return 0;
}

const struct brg_exporter_ops brg_exporter_vfio = {
	.name = "vfio",
	.summary = "BARs by upstream vfio-pci (VFIO_DEVICE_FEATURE_DMA_BUF)",
	.variants = interfaces,
	.driver = "vfio-pci",
	.open = vfio_open,
	.close = brg_exporter_drop_target,
	.export = vfio_export,
	.map = brg_exporter_target_map,
	.revoke = brg_exporter_target_revoke,
};
