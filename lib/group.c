// SPDX-License-Identifier: GPL-2.0-or-later
/* group.c - who is in the way in an IOMMU group. */
#include "lib/group.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "lib/pci.h"
#include "lib/sysfs.h"

/*
 * vfio tolerates drivers that do no DMA of their own on behalf of users:
 * ports, and a stub (Linux drivers/vfio/vfio_main.c, group viability; since
 * 5.19 iommu_group_claim_dma_owner() with driver_managed_dma).
 */
static bool in_the_way(const struct brg_pci *pci)
{
	return pci->driver[0] && strcmp(pci->driver, "vfio-pci") &&
	       strcmp(pci->driver, "pci-stub") && !brg_pci_is_bridge(pci);
}

unsigned int brg_group_blockers(const char *address, char *buf, size_t size)
{
	char path[PATH_MAX];
	struct dirent *entry;
	struct brg_pci pci;
	unsigned int n = 0;
	size_t used = 0;
	DIR *dir;

	buf[0] = 0;
	if (brg_sysfs_path(path, sizeof(path),
			   "/sys/bus/pci/devices/%s/iommu_group/devices",
			   address))
		return 0;
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.' || !strcmp(entry->d_name, address))
			continue;
		if (brg_pci_read(entry->d_name, &pci) || !in_the_way(&pci))
			continue;
		if (used < size)
			used += snprintf(buf + used, size - used, "%s%s (%s)",
					 n ? ", " : "", pci.address,
					 pci.driver);
		n++;
	}
	if (dir)
		closedir(dir);
	return n;
}
