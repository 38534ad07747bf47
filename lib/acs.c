// SPDX-License-Identifier: GPL-2.0-or-later
/* acs.c - Access Control Services of a function. */
#include "lib/acs.h"

#include <endian.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/pci_regs.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/cleanup.h"

/* Offset of the extended capability @id, 0 without; -errno of reading.
 * PCI Express Base Specification 6.0, 7.6.3: a list from 0x100. */
static int find_extended(int fd, uint32_t id)
{
	uint32_t header = 0;
	int offset = 0x100;

	/* 4 KiB hold no more than (4096 - 256) / 8 capabilities. */
	for (int left = 480; left && offset >= 0x100; left--) {
		if (pread(fd, &header, sizeof(header), offset) !=
		    sizeof(header))
			return 0;
		header = le32toh(header);
		if (!header || header == UINT32_MAX)
			return 0;
		if ((uint32_t)PCI_EXT_CAP_ID(header) == id)
			return offset;
		offset = (int)PCI_EXT_CAP_NEXT(header);
	}
	return 0;
}

int brg_acs_control(const char *directory)
{
	char config[PATH_MAX + 8];
	_cleanup_close_ int fd = -1;
	uint16_t control;
	int offset;

	snprintf(config, sizeof(config), "%s/config", directory);
	fd = open(config, O_RDONLY | O_CLOEXEC);
	offset = fd < 0 ? 0 : find_extended(fd, PCI_EXT_CAP_ID_ACS);
	if (!offset || pread(fd, &control, sizeof(control),
			     offset + PCI_ACS_CTRL) != sizeof(control))
		return -1;
	return le16toh(control);
}
