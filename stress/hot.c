// SPDX-License-Identifier: GPL-2.0-or-later
/* hot.c - see hot.h. */
#include "stress/hot.h"

#include <errno.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "kmod/uapi/barrage.h"
#include "lib/vfio.h"
#include "stress/op.h"

#define MOST 16

/* Addresses of what is hit. Return: how many, more than MOST if there are. */
static unsigned int by_barrage(struct brg_target *t, char address[MOST][32])
{
	struct brg_hot_function f[MOST];
	struct brg_hot_info info = { .size = sizeof(info), .capacity = MOST,
				     .functions = (uintptr_t)f };

	if (ioctl(t->fd, BRG_HOT_INFO, &info))
		return 0;
	for (unsigned int i = 0; i < info.out_count && i < MOST; i++)
		snprintf(address[i], 32, "%.31s", (const char *)f[i].address);
	return info.out_count;
}

static unsigned int by_vfio(struct brg_target *t, char address[MOST][32])
{
	char buf[sizeof(struct vfio_pci_hot_reset_info) +
		 MOST * sizeof(struct vfio_pci_dependent_device)];
	struct vfio_pci_hot_reset_info *info = (void *)buf;

	*info = (struct vfio_pci_hot_reset_info){ .argsz = sizeof(buf) };
	if (ioctl(t->fd, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, info))
		return errno == ENOSPC ? MOST + 1 : 0;
	for (unsigned int i = 0; i < info->count && i < MOST; i++)
		snprintf(address[i], 32, "%04x:%02x:%02x.%u",
			 info->devices[i].segment, info->devices[i].bus,
			 info->devices[i].devfn >> 3,
			 info->devices[i].devfn & 7u);
	return info->count;
}

static bool is_barrage(const struct brg_target *t)
{
	return !strcmp(t->ops->name, "barrage");
}

static int index_of(const struct brg_setup *setup, const char *address)
{
	for (unsigned int d = 0; d < setup->nr_devs; d++)
		if (!strcmp(setup->dev[d].target.address, address))
			return (int)d;
	return -1;
}

unsigned int brg_hot_hit(const struct brg_setup *setup, struct brg_target *t,
			 unsigned int index[BRG_MAX_DEVS])
{
	char address[MOST][32];
	unsigned int nr = is_barrage(t) ? by_barrage(t, address) :
					  by_vfio(t, address);

	/* vfio wants proof of a group, or of nothing: for one function only */
	if (nr > BRG_MAX_DEVS || (nr > 1 && !is_barrage(t)))
		return 0;
	for (unsigned int i = 0; i < nr; i++) {
		int d = index_of(setup, address[i]);

		if (d < 0)
			return 0;
		index[i] = (unsigned int)d;
	}
	return nr;
}

void brg_hot_find(struct brg_setup *setup)
{
	unsigned int index[BRG_MAX_DEVS];

	for (unsigned int d = 0; d < setup->nr_devs; d++) {
		struct brg_device *dev = &setup->dev[d];
		const char *driver = dev->target.ops->driver;

		if (!driver || dev->target.fd < 0 ||
		    (!is_barrage(&dev->target) && strcmp(driver, "vfio-pci")))
			continue;
		if (brg_hot_hit(setup, &dev->target, index))
			dev->features |= BRG_NEED_HOT_RESET;
	}
}

static int reset_by_vfio(struct brg_target *t)
{
	const struct brg_vfio *v = t->priv;
	char buf[sizeof(struct vfio_pci_hot_reset) + sizeof(int32_t)];
	struct vfio_pci_hot_reset *reset = (void *)buf;
	bool group = v->group >= 0;

	/* a file that has joined an iommufd is proof enough by itself */
	*reset = (struct vfio_pci_hot_reset){ .argsz = sizeof(buf),
					      .count = group };
	memcpy(buf + sizeof(*reset), &v->group, sizeof(int32_t));
	return ioctl(t->fd, VFIO_DEVICE_PCI_HOT_RESET, reset) ? -errno : 0;
}

int brg_hot_reset(struct brg_target *t, const int32_t *other, uint32_t nr_other)
{
	struct brg_hot_reset reset = { .size = sizeof(reset),
				       .count = nr_other,
				       .fds = (uintptr_t)other };

	if (!is_barrage(t))
		return reset_by_vfio(t);
	return ioctl(t->fd, BRG_HOT_RESET, &reset) ? -errno : 0;
}
