// SPDX-License-Identifier: GPL-2.0-or-later
/* environment_pci.c - audit of the function and of its way to the CPU. */
#include <limits.h>
#include <linux/pci_regs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/acs.h"
#include "lib/environment_priv.h"
#include "lib/pci.h"
#include "lib/sysfs.h"

const char *brg_ask_iommu(const struct brg_audit *audit, char *buf, size_t size)
{
	if (!audit->address ||
	    brg_sysfs_read(buf, size,
			   "/sys/bus/pci/devices/%s/iommu_group/type",
			   audit->address))
		snprintf(buf, size, "none");
	return NULL;
}

const char *brg_ask_power(const struct brg_audit *audit, char *buf, size_t size)
{
	if (!audit->address ||
	    brg_sysfs_read(buf, size, "/sys/bus/pci/devices/%s/power_state",
			   audit->address))
		buf[0] = '\0';
	if (!strncmp(buf, "D1", 2) || !strncmp(buf, "D2", 2) ||
	    !strncmp(buf, "D3", 2))
		return "the device sleeps while nothing has it open: the first access of a trial pays for waking it up";
	return NULL;
}

const char *brg_ask_runtime_pm(const struct brg_audit *audit, char *buf,
			       size_t size)
{
	if (!audit->address ||
	    brg_sysfs_read(buf, size, "/sys/bus/pci/devices/%s/power/control",
			   audit->address))
		buf[0] = '\0';
	return NULL;
}

const char *brg_ask_link(const struct brg_audit *audit, char *buf, size_t size)
{
	struct brg_pci pci;

	if (!audit->address || brg_pci_read(audit->address, &pci) ||
	    !pci.link_speed[0]) {
		snprintf(buf, size, "none");
		return NULL;
	}
	snprintf(buf, size, "%s x%u", pci.link_speed, pci.link_width);
	if (!pci.max_link_speed[0] ||
	    (!strcmp(pci.link_speed, pci.max_link_speed) &&
	     pci.link_width == pci.max_link_width))
		return NULL;
	snprintf(buf, size, "%s x%u of %s x%u", pci.link_speed, pci.link_width,
		 pci.max_link_speed, pci.max_link_width);
	return "the PCIe link of the device runs below what both of its ends can do: bandwidth and latency are worse for it";
}

/* "0000:00:04.0 SV RR CR UF" at the end of @buf */
static void add_port(char *buf, size_t size, const char *address, int control)
{
	static const struct {
		int bit;
		const char *name;
	} bits[] = {
		{ PCI_ACS_SV, " SV" }, { PCI_ACS_TB, " TB" },
		{ PCI_ACS_RR, " RR" }, { PCI_ACS_CR, " CR" },
		{ PCI_ACS_UF, " UF" }, { PCI_ACS_EC, " EC" },
		{ PCI_ACS_DT, " DT" },
	};
	size_t used = strlen(buf);

	used += (size_t)snprintf(buf + used, size - used, "%s%s",
				 used ? ", " : "", address);
	for (size_t i = 0; i < sizeof(bits) / sizeof(*bits); i++)
		if (control & bits[i].bit && used < size)
			used += (size_t)snprintf(buf + used, size - used, "%s",
						 bits[i].name);
}

/*
 * From the function up to the root port: a device's directory in sysfs lies in
 * that of the bridge above it. Every port with the capability is told with the
 * bits that are on.
 */
const char *brg_ask_acs(const struct brg_audit *audit, char *buf, size_t size)
{
	char path[PATH_MAX], real[PATH_MAX], *slash;
	bool redirects = false;

	buf[0] = '\0';
	if (!audit->address ||
	    brg_sysfs_path(path, sizeof(path), "/sys/bus/pci/devices/%s",
			   audit->address) ||
	    !realpath(path, real)) {
		snprintf(buf, size, "none");
		return NULL;
	}
	while ((slash = strrchr(real, '/'))) {
		char address[BRG_PCI_ADDRESS_SIZE];
		int control;

		if (brg_pci_address(slash + 1, address))
			break;
		control = brg_acs_control(real);
		if (control >= 0 && strlen(buf) + 64 < size)
			add_port(buf, size, address, control);
		redirects |= control > 0 && control & PCI_ACS_RR;
		*slash = '\0';
	}
	if (!buf[0])
		snprintf(buf, size, "none");
	return redirects ? "ACS sends requests between peers up to the root complex: DMA from device to device takes the long way" :
			   NULL;
}
