// SPDX-License-Identifier: GPL-2.0-or-later
/* serve.c - through which interfaces a PCI function could be a target. */
#include "lib/serve.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/group.h"
#include "lib/inuse.h"
#include "lib/module.h"
#include "lib/sysfs.h"

const char *brg_serve_name(enum brg_serve state)
{
	static const char *const names[] = {
		[BRG_SERVE_READY] = "ready",
		[BRG_SERVE_BIND] = "bind",
		[BRG_SERVE_NO] = "no",
	};

	return names[state];
}

static bool has_memory(const struct brg_pci *pci)
{
	long page = sysconf(_SC_PAGESIZE);

	for (int i = 0; i < BRG_PCI_NR_BARS; i++)
		if (!pci->bar[i].io && pci->bar[i].size >= (uint64_t)page)
			return true;
	return false;
}

static bool vfio_possible(const struct brg_pci *pci, bool cdev, char *why,
			  size_t size)
{
	char blockers[256];

	if (pci->iommu_group < 0) {
		snprintf(why, size, "no IOMMU group (boot with intel_iommu=on)");
		return false;
	}
	if (brg_group_blockers(pci->address, blockers, sizeof(blockers))) {
		snprintf(why, size, "IOMMU group %d also holds %s",
			 pci->iommu_group, blockers);
		return false;
	}
	if (cdev && !brg_sysfs_exists("/dev/iommu")) {
		snprintf(why, size,
			 "no /dev/iommu (modprobe iommufd, or no CONFIG_IOMMUFD)");
		return false;
	}
	if (cdev && !strcmp(pci->driver, "vfio-pci") &&
	    !brg_sysfs_exists("/sys/bus/pci/devices/%s/vfio-dev",
			      pci->address)) {
		snprintf(why, size, "the kernel lacks CONFIG_VFIO_DEVICE_CDEV");
		return false;
	}
	return true;
}

static bool possible(const struct brg_pci *pci, const struct brg_target_ops *ops,
		     char *why, size_t size)
{
	char hint[256];

	if (brg_pci_is_bridge(pci)) {
		snprintf(why, size, "it is a bridge and carries other functions");
		return false;
	}
	if (!has_memory(pci)) {
		snprintf(why, size, "no memory BAR of a page or more");
		return false;
	}
	if (ops->driver && !strcmp(ops->driver, "barrage") &&
	    !brg_module_loaded("barrage")) {
		snprintf(why, size, "module barrage is not loaded (%s)",
			 brg_module_barrage_hint(hint, sizeof(hint)));
		return false;
	}
	if (ops->pages && !brg_module_gives_pages()) {
		snprintf(why, size, "the kernel lacks CONFIG_PCI_P2PDMA");
		return false;
	}
	if (ops->driver && !strcmp(ops->driver, "vfio-pci"))
		return vfio_possible(pci, !strcmp(ops->name, "vfio-cdev"), why,
				     size);
	return true;
}

enum brg_serve brg_serve(const struct brg_pci *pci,
			 const struct brg_target_ops *ops, char *why,
			 size_t size)
{
	const char *driver = ops->driver ? ops->driver : "";
	bool foreign = pci->driver[0] && strcmp(pci->driver, "barrage") &&
		       strcmp(pci->driver, "vfio-pci");
	char what[256];

	why[0] = 0;
	if (!possible(pci, ops, why, size))
		return BRG_SERVE_NO;
	if (brg_in_use(pci->address, what, sizeof(what))) {
		snprintf(why, size, "in use: %s", what);
		return BRG_SERVE_NO;
	}
	if (!strcmp(pci->driver, driver))
		return BRG_SERVE_READY;
	snprintf(why, size, "barrage bind %s%s %s", foreign ? "--force " : "",
		 driver[0] ? driver : "none", pci->address);
	return BRG_SERVE_BIND;
}
