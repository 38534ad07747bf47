// SPDX-License-Identifier: GPL-2.0-or-later
/* target_vfio_cdev.c - vfio-pci by its own character device and iommufd. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/exporter.h"
#include "lib/group.h"
#include "lib/sysfs.h"
#include "lib/target_priv.h"
#include "lib/vfio.h"
#include "lib/vfio_uapi.h"

#define IOMMUFD "/dev/iommu"

/* The one entry "vfioN" below <function>/vfio-dev is the device's name. */
static int cdev_path(struct brg_target *t, char *out, size_t size)
{
	char path[PATH_MAX];
	struct dirent *entry;
	int ret = -ENOENT;
	DIR *dir;

	if (brg_sysfs_path(path, sizeof(path), "/sys/bus/pci/devices/%s/vfio-dev",
			   t->address))
		return -ENAMETOOLONG;
	dir = opendir(path);
	while (dir && ret && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, "vfio", 4))
			continue;
		snprintf(out, size, "/dev/vfio/devices/%s", entry->d_name);
		ret = 0;
	}
	if (dir)
		closedir(dir);
	return ret;
}

static int open_files(struct brg_target *t)
{
	struct brg_vfio *v = t->priv;
	char path[300];

	v->iommufd = open(IOMMUFD, O_RDWR | O_CLOEXEC);
	if (v->iommufd < 0 && (errno == ENOENT || errno == ENODEV))
		return brg_target_fail(t, -ENOENT,
				       "open by vfio-cdev: %s is missing (modprobe iommufd; Linux 6.6 with CONFIG_IOMMUFD and CONFIG_VFIO_DEVICE_CDEV is needed, or use vfio-group)",
				       IOMMUFD);
	if (v->iommufd < 0)
		return brg_target_fail_open(t, IOMMUFD, -errno);
	if (cdev_path(t, path, sizeof(path)))
		return brg_target_fail(t, -ENOENT,
				       "open by vfio-cdev: vfio-pci made no character device for it (the kernel lacks CONFIG_VFIO_DEVICE_CDEV; use vfio-group)");
	t->fd = open(path, O_RDWR | O_CLOEXEC);
	if (t->fd < 0)
		return brg_target_fail_open(t, path, -errno);
	return 0;
}

static int bind_iommufd(struct brg_target *t)
{
	struct brg_vfio *v = t->priv;
	struct brg_vfio_bind bind = { .argsz = sizeof(bind),
				      .iommufd = v->iommufd };
	char siblings[256];
	int error;

	if (!ioctl(t->fd, BRG_VFIO_BIND, &bind))
		return 0;
	error = errno;
	if (error != EPERM && error != EBUSY && error != EINVAL)
		return brg_target_fail(t, -error,
				       "open by vfio-cdev: it does not join an iommufd: %s",
				       strerror(error));
	if (brg_group_blockers(t->address, siblings, sizeof(siblings)))
		return brg_target_fail(t, -EBUSY,
				       "open by vfio-cdev: its IOMMU group is not viable, other drivers have %s (bind these to vfio-pci or to none as well)",
				       siblings);
	return brg_target_fail(t, -error,
			       "open by vfio-cdev: it does not join an iommufd: %s (another process may have its group open)",
			       strerror(error));
}

static int attach(struct brg_target *t)
{
	struct brg_vfio *v = t->priv;
	struct brg_ioas_alloc alloc = { .size = sizeof(alloc) };
	struct brg_vfio_attach attach = { .argsz = sizeof(attach) };

	if (ioctl(v->iommufd, BRG_IOAS_ALLOC, &alloc))
		return brg_target_fail(t, -errno,
				       "open by vfio-cdev: no I/O address space: %s",
				       strerror(errno));
	v->ioas = alloc.out_ioas_id;
	attach.pt_id = v->ioas;
	if (ioctl(t->fd, BRG_VFIO_ATTACH, &attach))
		return brg_target_fail(t, -errno,
				       "open by vfio-cdev: the IOMMU does not attach it: %s",
				       strerror(errno));
	return 0;
}

static int cdev_open(struct brg_target *t, const struct brg_target_spec *spec)
{
	int group, ret = brg_vfio_begin(t, &group);

	(void)spec;
	if (!ret)
		ret = open_files(t);
	if (!ret)
		ret = bind_iommufd(t);
	if (!ret)
		ret = attach(t);
	return ret ? ret : brg_vfio_setup(t);
}

static int cdev_dma_map(struct brg_target *t, void *va, uint64_t iova,
			uint64_t length)
{
	const struct brg_vfio *v = t->priv;
	struct brg_ioas_map map = {
		.size = sizeof(map),
		.flags = BRG_IOAS_FIXED | BRG_IOAS_READ | BRG_IOAS_WRITE,
		.ioas_id = v->ioas,
		.user_va = (uintptr_t)va,
		.length = length,
		.iova = iova,
	};

	if (!ioctl(v->iommufd, BRG_IOAS_MAP, &map))
		return 0;
	return brg_target_fail_dma(t, length, -errno);
}

static int open_dmabuf(struct brg_target *t, unsigned int bar, uint64_t offset,
		       uint64_t length, int *out)
{
	const struct brg_exporter_range range = { offset, length };
	int ret = brg_vfio_export(t->fd, bar, &range, 1, out);

	if (ret == -ENOTTY || ret == -EOPNOTSUPP)
		return brg_target_fail(t, -EOPNOTSUPP,
				       "map a dma-buf for DMA by vfio-cdev: vfio-pci makes none of this function (Linux 6.19 with CONFIG_VFIO_PCI_DMABUF is needed, and a BAR that peers can reach)");
	return ret ? brg_target_fail(t, ret,
				     "map a dma-buf for DMA by vfio-cdev: no dma-buf of %ju bytes of BAR %u: %s",
				     (uintmax_t)length, bar, strerror(-ret)) : 0;
}

static int cdev_dma_map_bar(struct brg_target *t, unsigned int bar,
			    uint64_t offset, uint64_t length, uint64_t iova)
{
	const struct brg_vfio *v = t->priv;
	struct brg_ioas_map_file map = {
		.size = sizeof(map),
		.flags = BRG_IOAS_FIXED | BRG_IOAS_READ | BRG_IOAS_WRITE,
		.ioas_id = v->ioas,
		.length = length,
		.iova = iova,
	};
	int error, ret = open_dmabuf(t, bar, offset, length, &map.fd);

	if (ret)
		return ret;
	error = ioctl(v->iommufd, BRG_IOAS_MAP_FILE, &map) ? errno : 0;
	/* The mapping holds the dma-buf. */
	close(map.fd);
	if (!error)
		return 0;
	/* A file that is neither memfd nor a dma-buf it knows */
	if (error == ENOTTY || error == EINVAL || error == EOPNOTSUPP)
		return brg_target_fail(t, -EOPNOTSUPP,
				       "map a dma-buf for DMA by vfio-cdev: iommufd takes none: %s (Linux 7.0 is needed)",
				       strerror(error));
	return brg_target_fail_dma(t, length, -error);
}

static int cdev_dma_unmap(struct brg_target *t, uint64_t iova, uint64_t length)
{
	const struct brg_vfio *v = t->priv;
	struct brg_ioas_unmap unmap = { .size = sizeof(unmap),
					.ioas_id = v->ioas,
					.iova = iova, .length = length };

	if (!ioctl(v->iommufd, BRG_IOAS_UNMAP, &unmap))
		return 0;
	return brg_target_fail(t, -errno, "unmap %ju bytes from DMA by %s: %s",
			       (uintmax_t)length, t->ops->name,
			       strerror(errno));
}

const struct brg_target_ops brg_target_vfio_cdev = {
	.name = "vfio-cdev",
	.driver = "vfio-pci",
	.summary = "upstream vfio-pci through its character device and iommufd",
	.open = cdev_open,
	.close = brg_vfio_close,
	.map = brg_vfio_map,
	.bar_access = brg_vfio_bar_access,
	.dma_map = cdev_dma_map,
	.dma_map_bar = cdev_dma_map_bar,
	.dma_unmap = cdev_dma_unmap,
	.memory = brg_target_memory_by_config,
	.reset = brg_vfio_reset,
	.config_read = brg_vfio_config_read,
	.config_write = brg_vfio_config_write,
	.module_version = brg_vfio_module_version,
};
