// SPDX-License-Identifier: GPL-2.0-or-later
/* inuse.c - would somebody miss this PCI function? */
#include "lib/inuse.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/inuse_priv.h"
#include "lib/pci.h"
#include "lib/sysfs.h"

#define CLASS_BASE_BRIDGE 0x06
#define CLASS_BASE_DISPLAY 0x03

static int console_in_use(const struct brg_pci *pci, char *what, size_t size)
{
	uint64_t boot_vga;

	if (pci->class_code >> 16 != CLASS_BASE_DISPLAY)
		return 0;
	if (brg_below_class(pci->address, "graphics", what, size)) {
		strncat(what, " on it is a console", size - strlen(what) - 1);
		return -EBUSY;
	}
	if (!brg_sysfs_read_u64(&boot_vga, "/sys/bus/pci/devices/%s/boot_vga",
				pci->address) && boot_vga) {
		snprintf(what, size, "it is the display the machine booted on");
		return -EBUSY;
	}
	return 0;
}

static int bridge_in_use(const struct brg_pci *pci, char *what, size_t size)
{
	if (pci->class_code >> 16 != CLASS_BASE_BRIDGE)
		return 0;
	snprintf(what, size, "it is a bridge and carries other functions");
	return -EBUSY;
}

int brg_in_use(const char *address, char *what, size_t size)
{
	struct brg_pci pci;
	int ret = brg_pci_read(address, &pci);

	if (ret) {
		snprintf(what, size, "reading sysfs: %s", strerror(-ret));
		return ret;
	}
	ret = bridge_in_use(&pci, what, size);
	if (!ret)
		ret = console_in_use(&pci, what, size);
	if (!ret)
		ret = brg_block_in_use(address, what, size);
	if (!ret)
		ret = brg_share_in_use(address, what, size);
	if (!ret)
		ret = brg_net_in_use(address, what, size);
	if (!ret)
		ret = brg_files_in_use(&pci, what, size);
	return ret;
}
