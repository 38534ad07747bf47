/* SPDX-License-Identifier: GPL-2.0-or-later */
/* group.h - the neighbours of a function in its IOMMU group. */
#ifndef BRG_LIB_GROUP_H
#define BRG_LIB_GROUP_H

#include <stddef.h>

/** brg_group_blockers - neighbours whose driver keeps vfio from using the
 * group of @address: anything but vfio-pci, none, and drivers of PCI bridges.
 * @buf: "0000:00:1f.2 (ahci), 0000:00:1f.3 (i801_smbus)", or ""
 * Return: their number; 0 also when @address is in no group. */
unsigned int brg_group_blockers(const char *address, char *buf, size_t size);

#endif
