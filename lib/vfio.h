/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vfio.h - vfio-pci once a device file is there: the part that does not care
 * whether it came from a group or from a character device of its own.
 */
#ifndef BRG_LIB_VFIO_H
#define BRG_LIB_VFIO_H

#include "lib/target.h"

/** struct brg_vfio - of one open function; @t->priv, while t->fd is the device
 * @container, @group: files of the group interface, or -1
 * @iommufd: file of the cdev interface, or -1
 * @ioas: its I/O address space
 * @region: file offset of each BAR
 * @config: file offset of configuration space
 * @command: command register as found
 * @found: @command is valid and has to be put back
 */
struct brg_vfio {
	int container;
	int group;
	int iommufd;
	uint32_t ioas;
	uint64_t region[BRG_NR_BARS];
	uint64_t config;
	uint32_t command;
	bool found;
};

/** brg_vfio_begin - allocate @t->priv and check driver and IOMMU group.
 * @group: number of the IOMMU group on success
 * Return: 0, -ENODEV, -ENXIO no IOMMU, -EBUSY other driver, -ENOMEM. */
int brg_vfio_begin(struct brg_target *t, int *group);

/** brg_vfio_setup - with @t->fd open: find regions, enable memory.
 * Return: 0, -errno with the error text filled. */
int brg_vfio_setup(struct brg_target *t);

struct brg_exporter_range;

/** brg_vfio_export - a dma-buf of @nr ranges of BAR @bar of an open device file.
 * @out: its descriptor on success
 * Return: 0, -ENOMEM, -errno of the kernel: -ENOTTY or -EOPNOTSUPP where
 * vfio-pci exports no BARs. */
int brg_vfio_export(int device, unsigned int bar,
		    const struct brg_exporter_range *ranges, unsigned int nr,
		    int *out);

/* Operations of struct brg_target_ops that both interfaces share. */
void brg_vfio_close(struct brg_target *t);
int brg_vfio_map(struct brg_target *t, unsigned int bar, uint64_t offset,
		 size_t length, int prot, void *addr, void **out);
int brg_vfio_bar_access(struct brg_target *t, unsigned int bar,
			uint64_t offset, size_t length, void *buf, bool write);
int brg_vfio_reset(struct brg_target *t);
int brg_vfio_config_read(struct brg_target *t, uint32_t offset, uint32_t length,
			 uint32_t *value);
int brg_vfio_config_write(struct brg_target *t, uint32_t offset,
			  uint32_t length, uint32_t value);
int brg_vfio_module_version(struct brg_target *t, char *buf, size_t size);

#endif
