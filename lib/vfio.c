// SPDX-License-Identifier: GPL-2.0-or-later
/* vfio.c - regions, configuration space and reset of a vfio-pci device file. */
#include "lib/vfio.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/pci_regs.h>
#include <linux/vfio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/exporter.h"
#include "lib/module.h"
#include "lib/target_priv.h"
#include "lib/vfio_uapi.h"

int brg_vfio_begin(struct brg_target *t, int *group)
{
	struct brg_vfio *v = calloc(1, sizeof(*v));
	struct brg_pci pci;
	int ret;

	if (!v)
		return brg_target_fail(t, -ENOMEM, "open by %s: out of memory",
				       t->ops->name);
	v->container = v->group = v->iommufd = -1;
	t->priv = v;
	ret = brg_pci_read(t->address, &pci);
	if (!ret && pci.iommu_group < 0)
		return brg_target_fail(t, -ENXIO,
				       "open by %s: it is in no IOMMU group, vfio-pci needs an IOMMU (enable VT-d or AMD-Vi in the firmware and boot with intel_iommu=on)",
				       t->ops->name);
	ret = brg_target_need_driver(t, &pci);
	if (ret)
		return ret;
	*group = pci.iommu_group;
	return 0;
}

static int find_region(struct brg_target *t, unsigned int index,
		       struct vfio_region_info *info)
{
	memset(info, 0, sizeof(*info));
	info->argsz = sizeof(*info);
	info->index = index;
	if (ioctl(t->fd, VFIO_DEVICE_GET_REGION_INFO, info))
		return brg_target_fail(t, -errno,
				       "open by %s: vfio does not describe region %u: %s",
				       t->ops->name, index, strerror(errno));
	return 0;
}

static int find_regions(struct brg_target *t)
{
	struct brg_vfio *v = t->priv;
	struct vfio_region_info info;
	int ret;

	for (unsigned int i = 0; i < BRG_NR_BARS; i++) {
		ret = find_region(t, VFIO_PCI_BAR0_REGION_INDEX + i, &info);
		if (ret)
			return ret;
		v->region[i] = info.offset;
		if (info.flags & VFIO_REGION_INFO_FLAG_MMAP)
			t->bar_size[i] = info.size;
	}
	ret = find_region(t, VFIO_PCI_CONFIG_REGION_INDEX, &info);
	if (ret)
		return ret;
	v->config = info.offset;
	return 0;
}

int brg_vfio_setup(struct brg_target *t)
{
	struct brg_vfio *v = t->priv;
	int ret = find_regions(t);

	if (ret)
		return ret;
	ret = brg_vfio_config_read(t, PCI_COMMAND, 2, &v->command);
	if (ret)
		return ret;
	v->found = true;
	if (v->command & PCI_COMMAND_MEMORY)
		return 0;
	return brg_target_memory_by_config(t, true);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void brg_vfio_close(struct brg_target *t)
{
	struct brg_vfio *v = t->priv;

	if (!v)
		return;
	if (v->found)
		brg_vfio_config_write(t, PCI_COMMAND, 2, v->command);
	close_fd(&t->fd);
	close_fd(&v->group);
	close_fd(&v->container);
	close_fd(&v->iommufd);
	free(v);
	t->priv = NULL;
}

int brg_vfio_map(struct brg_target *t, unsigned int bar, uint64_t offset,
		 size_t length, int prot, void *addr, void **out)
{
	const struct brg_vfio *v = t->priv;

	return brg_target_mmap(t, t->fd, bar, v->region[bar] + offset, length,
			       prot, addr, out);
}

int brg_vfio_bar_access(struct brg_target *t, unsigned int bar,
			uint64_t offset, size_t length, void *buf, bool write)
{
	const struct brg_vfio *v = t->priv;

	return brg_target_bar_at(t, t->fd, bar, v->region[bar] + offset, length,
				 buf, write);
}

int brg_vfio_config_read(struct brg_target *t, uint32_t offset, uint32_t length,
			 uint32_t *value)
{
	const struct brg_vfio *v = t->priv;

	return brg_target_config_at(t, t->fd, v->config, offset, length, value,
				    false);
}

int brg_vfio_config_write(struct brg_target *t, uint32_t offset,
			  uint32_t length, uint32_t value)
{
	const struct brg_vfio *v = t->priv;

	return brg_target_config_at(t, t->fd, v->config, offset, length, &value,
				    true);
}

int brg_vfio_reset(struct brg_target *t)
{
	int error;

	if (!ioctl(t->fd, VFIO_DEVICE_RESET))
		return 0;
	error = errno;
	if (error == ENOTTY || error == EINVAL)
		return brg_target_fail(t, -ENOTTY,
				       "reset by %s: the kernel knows no way to reset it (reset_method in sysfs is empty)",
				       t->ops->name);
	return brg_target_fail(t, -error, "reset by %s: %s", t->ops->name,
			       strerror(error));
}

int brg_vfio_module_version(struct brg_target *t, char *buf, size_t size)
{
	return brg_module_srcversion(t->ops->driver, buf, size);
}

int brg_vfio_export(int device, unsigned int bar,
		    const struct brg_exporter_range *ranges, unsigned int nr,
		    int *out)
{
	size_t size = sizeof(struct vfio_device_feature) +
		      sizeof(struct brg_vfio_dmabuf) + nr * sizeof(*ranges);
	_cleanup_free_ struct vfio_device_feature *feature = calloc(1, size);
	struct brg_vfio_dmabuf *dmabuf;
	int fd;

	if (!feature)
		return -ENOMEM;
	feature->argsz = (uint32_t)size;
	feature->flags = VFIO_DEVICE_FEATURE_GET | BRG_VFIO_FEATURE_DMABUF;
	dmabuf = (void *)feature->data;
	dmabuf->region_index = bar;
	dmabuf->open_flags = O_RDWR | O_CLOEXEC;
	dmabuf->nr_ranges = nr;
	for (unsigned int i = 0; i < nr; i++) {
		dmabuf->ranges[i].offset = ranges[i].offset;
		dmabuf->ranges[i].length = ranges[i].length;
	}
	fd = ioctl(device, VFIO_DEVICE_FEATURE, feature);
	if (fd < 0)
		return -errno;
	*out = fd;
	return 0;
}
