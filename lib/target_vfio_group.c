// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * target_vfio_group.c - vfio-pci by container and group: with the type1 IOMMU
 * driver, or with an iommufd that speaks its language.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "lib/group.h"
#include "lib/target_priv.h"
#include "lib/vfio.h"

/* What stands in the place of a container */
static const char *container_path(const struct brg_target *t)
{
	return t->ops == &brg_target_vfio_compat ? "/dev/iommu" :
						   "/dev/vfio/vfio";
}

static int fail_container(struct brg_target *t, const char *path, int error)
{
	if (error != -ENOENT && error != -ENODEV)
		return brg_target_fail_open(t, path, error);
	if (t->ops == &brg_target_vfio_compat)
		return brg_target_fail(t, -ENOENT,
				       "open by vfio-compat: %s is missing (modprobe iommufd; Linux 6.2 with CONFIG_IOMMUFD is needed, or use vfio-group)",
				       path);
	return brg_target_fail(t, -ENOENT,
			       "open by vfio-group: %s is missing (load vfio and vfio_iommu_type1, or use vfio-cdev: this kernel may lack CONFIG_VFIO_CONTAINER)",
			       path);
}

static int open_container(struct brg_target *t)
{
	const char *path = container_path(t);
	struct brg_vfio *v = t->priv;
	int version;

	v->container = open(path, O_RDWR | O_CLOEXEC);
	if (v->container < 0)
		return fail_container(t, path, -errno);
	version = ioctl(v->container, VFIO_GET_API_VERSION);
	if (version != VFIO_API_VERSION)
		return brg_target_fail(t, -EPROTO,
				       "open by %s: vfio speaks version %d, this program %d (rebuild it against the headers of this kernel)",
				       t->ops->name,
				       version, VFIO_API_VERSION);
	if (ioctl(v->container, VFIO_CHECK_EXTENSION, VFIO_TYPE1v2_IOMMU) <= 0)
		return brg_target_fail(t, -ENOENT,
				       "open by %s: no type1 IOMMU driver (modprobe vfio_iommu_type1)",
				       t->ops->name);
	return 0;
}

static int check_viable(struct brg_target *t, int group)
{
	struct brg_vfio *v = t->priv;
	struct vfio_group_status status = { .argsz = sizeof(status) };
	char siblings[256];

	if (ioctl(v->group, VFIO_GROUP_GET_STATUS, &status))
		return brg_target_fail(t, -errno,
				       "open by %s: no status of group %d: %s",
				       t->ops->name,
				       group, strerror(errno));
	if (status.flags & VFIO_GROUP_FLAGS_VIABLE)
		return 0;
	brg_group_blockers(t->address, siblings, sizeof(siblings));
	return brg_target_fail(t, -EBUSY,
			       "open by %s: IOMMU group %d is not viable, other drivers have %s (bind these to vfio-pci or to none as well)",
				       t->ops->name,
			       group, siblings);
}

static int open_group(struct brg_target *t, int group)
{
	struct brg_vfio *v = t->priv;
	char path[64];

	snprintf(path, sizeof(path), "/dev/vfio/%d", group);
	v->group = open(path, O_RDWR | O_CLOEXEC);
	if (v->group < 0 && errno == ENOENT)
		return brg_target_fail(t, -ENOENT,
				       "open by %s: %s is missing (is devtmpfs on /dev? this kernel may lack CONFIG_VFIO_GROUP; then use vfio-cdev)",
				       t->ops->name,
				       path);
	if (v->group < 0)
		return brg_target_fail_open(t, path, -errno);
	return check_viable(t, group);
}

static int get_device(struct brg_target *t, int group)
{
	struct brg_vfio *v = t->priv;

	if (ioctl(v->group, VFIO_GROUP_SET_CONTAINER, &v->container))
		return brg_target_fail(t, -errno,
				       "open by %s: group %d does not join a container: %s",
				       t->ops->name,
				       group, strerror(errno));
	if (ioctl(v->container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))
		return brg_target_fail(t, -errno,
				       "open by %s: the type1 IOMMU refuses group %d: %s%s",
				       t->ops->name,
				       group, strerror(errno),
				       errno == EPERM ?
					       " (no interrupt remapping: see vfio_iommu_type1.allow_unsafe_interrupts)" :
					       "");
	t->fd = ioctl(v->group, VFIO_GROUP_GET_DEVICE_FD, t->address);
	if (t->fd >= 0)
		return 0;
	t->fd = -1;
	return brg_target_fail(t, -errno,
			       "open by %s: group %d does not hand it out: %s",
				       t->ops->name,
			       group, strerror(errno));
}

static int group_open(struct brg_target *t, const struct brg_target_spec *spec)
{
	int group, ret = brg_vfio_begin(t, &group);

	(void)spec;
	if (!ret)
		ret = open_container(t);
	if (!ret)
		ret = open_group(t, group);
	if (!ret)
		ret = get_device(t, group);
	return ret ? ret : brg_vfio_setup(t);
}

static int group_dma_map(struct brg_target *t, void *va, uint64_t iova,
			 uint64_t length)
{
	const struct brg_vfio *v = t->priv;
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)va,
		.iova = iova,
		.size = length,
	};

	if (!ioctl(v->container, VFIO_IOMMU_MAP_DMA, &map))
		return 0;
	return brg_target_fail_dma(t, length, -errno);
}

/* The kernel says how much it unmapped; less is no success. */
static int group_dma_unmap(struct brg_target *t, uint64_t iova, uint64_t length)
{
	const struct brg_vfio *v = t->priv;
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap), .iova = iova, .size = length,
	};
	int error = ioctl(v->container, VFIO_IOMMU_UNMAP_DMA, &unmap) ? errno :
		    unmap.size == length ? 0 : EIO;

	if (!error)
		return 0;
	return brg_target_fail(t, -error, "unmap %ju bytes from DMA by %s: %s",
			       (uintmax_t)length, t->ops->name,
			       strerror(error));
}

#define BY_GROUP                                       \
	.driver = "vfio-pci",                          \
	.open = group_open,                            \
	.close = brg_vfio_close,                       \
	.map = brg_vfio_map,                           \
	.bar_access = brg_vfio_bar_access,             \
	.dma_map = group_dma_map,                      \
	.dma_unmap = group_dma_unmap,                  \
	.memory = brg_target_memory_by_config,         \
	.reset = brg_vfio_reset,                       \
	.config_read = brg_vfio_config_read,           \
	.config_write = brg_vfio_config_write,         \
	.module_version = brg_vfio_module_version

const struct brg_target_ops brg_target_vfio_group = {
	.name = "vfio-group",
	.summary = "upstream vfio-pci through container and group (type1)",
	BY_GROUP,
};

const struct brg_target_ops brg_target_vfio_compat = {
	.name = "vfio-compat",
	.summary = "upstream vfio-pci through group and an iommufd as container",
	BY_GROUP,
};
