// SPDX-License-Identifier: GPL-2.0-or-later
/* pci.c - PCI functions as sysfs shows them. */
#include "lib/pci.h"

#include <ctype.h>
#include <dirent.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/pci_regs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/sysfs.h"

#define DEVICES "/sys/bus/pci/devices"

/* Third column of "resource"; Linux include/linux/ioport.h */
#define RESOURCE_IO 0x00000100
#define RESOURCE_MEM 0x00000200
#define RESOURCE_PREFETCH 0x00002000
#define RESOURCE_MEM_64 0x00100000

#define CLASS_BRIDGE_PCI 0x0604	/* class and subclass, PCI Code and ID 1.11 */

int brg_pci_address(const char *text, char address[BRG_PCI_ADDRESS_SIZE])
{
	unsigned int domain = 0, bus, slot, function;
	int end = 0;

	/* sscanf() would take signs, blanks and 0x: only hex digits, ':', '.' */
	if (text[strspn(text, "0123456789abcdefABCDEF:.")])
		return -EINVAL;
	if (sscanf(text, "%8x:%2x:%2x.%1x%n", &domain, &bus, &slot, &function,
		   &end) != 4 || text[end]) {
		domain = 0;
		end = 0;
		if (sscanf(text, "%2x:%2x.%1x%n", &bus, &slot, &function,
			   &end) != 3 || text[end])
			return -EINVAL;
	}
	if (slot > 31 || function > 7)
		return -EINVAL;
	snprintf(address, BRG_PCI_ADDRESS_SIZE, "%04x:%02x:%02x.%x", domain,
		 bus, slot, function);
	return 0;
}

static void parse_bar(const char *line, struct brg_pci_bar *bar)
{
	unsigned long long start, end, flags;

	memset(bar, 0, sizeof(*bar));
	if (sscanf(line, "%llx %llx %llx", &start, &end, &flags) != 3)
		return;
	if (!(flags & (RESOURCE_IO | RESOURCE_MEM)) || end < start)
		return;
	bar->start = start;
	bar->size = end - start + 1;
	bar->io = flags & RESOURCE_IO;
	bar->prefetchable = flags & RESOURCE_PREFETCH;
	bar->is_64bit = flags & RESOURCE_MEM_64;
}

static int read_bars(struct brg_pci *pci)
{
	char text[4096], *line = text;
	int ret;

	ret = brg_sysfs_read(text, sizeof(text), DEVICES "/%s/resource",
			     pci->address);
	if (ret)
		return ret;
	for (int i = 0; i < BRG_PCI_NR_BARS && line; i++) {
		parse_bar(line, &pci->bar[i]);
		line = strchr(line, '\n');
		if (line)
			line++;
	}
	return 0;
}

static uint64_t number(const char *address, const char *file)
{
	uint64_t value;

	if (brg_sysfs_read_u64(&value, DEVICES "/%s/%s", address, file))
		return 0;
	return value;
}

static void text(const char *address, const char *file, char *buf, size_t size)
{
	if (brg_sysfs_read(buf, size, DEVICES "/%s/%s", address, file))
		buf[0] = 0;
}

/* -1 where there is none; the number is the name of a link or a file's text. */
static int small_number(const char *digits)
{
	char *end;
	long value = strtol(digits, &end, 10);

	return end == digits || *end || value < 0 || value > INT_MAX ? -1 :
								       (int)value;
}

static void read_link_state(struct brg_pci *pci)
{
	text(pci->address, "current_link_speed", pci->link_speed,
	     sizeof(pci->link_speed));
	text(pci->address, "max_link_speed", pci->max_link_speed,
	     sizeof(pci->max_link_speed));
	pci->link_width = number(pci->address, "current_link_width");
	pci->max_link_width = number(pci->address, "max_link_width");
}

int brg_pci_read(const char *address, struct brg_pci *out)
{
	struct brg_pci pci = { .iommu_group = -1 };
	char buf[64];
	int ret;

	if (strlen(address) >= sizeof(pci.address) ||
	    !brg_sysfs_exists(DEVICES "/%s", address))
		return -ENODEV;
	strcpy(pci.address, address);
	ret = read_bars(&pci);
	if (ret)
		return ret;
	pci.vendor = number(address, "vendor");
	pci.device = number(address, "device");
	pci.class_code = number(address, "class");
	pci.enable_count = number(address, "enable");
	if (brg_sysfs_link(pci.driver, sizeof(pci.driver), DEVICES "/%s/driver",
			   address))
		pci.driver[0] = 0;
	text(address, "driver_override", pci.driver_override,
	     sizeof(pci.driver_override));
	if (!strcmp(pci.driver_override, "(null)"))
		pci.driver_override[0] = 0;
	if (!brg_sysfs_link(buf, sizeof(buf), DEVICES "/%s/iommu_group",
			    address))
		pci.iommu_group = small_number(buf);
	text(address, "numa_node", buf, sizeof(buf));
	pci.numa_node = small_number(buf);
	text(address, "reset_method", pci.reset_methods,
	     sizeof(pci.reset_methods));
	read_link_state(&pci);
	*out = pci;
	return 0;
}

static int by_address(const void *a, const void *b)
{
	return strcmp(((const struct brg_pci *)a)->address,
		      ((const struct brg_pci *)b)->address);
}

int brg_pci_list(struct brg_pci **out, size_t *n)
{
	struct brg_pci *list = NULL, *grown;
	char path[PATH_MAX];
	struct dirent *entry;
	size_t count = 0;
	DIR *dir;
	int ret = brg_sysfs_path(path, sizeof(path), DEVICES);

	if (ret)
		return ret;
	dir = opendir(path);
	if (!dir)
		return -errno;
	while (!ret && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		grown = reallocarray(list, count + 1, sizeof(*list));
		if (!grown) {
			ret = -ENOMEM;
			break;
		}
		list = grown;
		/* Gone since readdir(): hot-unplug, not an error. */
		ret = brg_pci_read(entry->d_name, &list[count]);
		if (!ret)
			count++;
		else if (ret == -ENODEV || ret == -ENOENT)
			ret = 0;
	}
	closedir(dir);
	if (ret) {
		free(list);
		return ret;
	}
	if (count)
		qsort(list, count, sizeof(*list), by_address);
	*out = list;
	*n = count;
	return 0;
}

bool brg_pci_is_bridge(const struct brg_pci *pci)
{
	return pci->class_code >> 8 == CLASS_BRIDGE_PCI;
}

int brg_pci_biggest_bar(const struct brg_pci *pci)
{
	int best = -1;

	for (int i = 0; i < BRG_PCI_NR_BARS; i++) {
		const struct brg_pci_bar *bar = &pci->bar[i];

		if (bar->io || !bar->prefetchable || !bar->size)
			continue;
		if (best < 0 || bar->size > pci->bar[best].size)
			best = i;
	}
	return best;
}

bool brg_pci_driver_exists(const char *driver)
{
	return brg_sysfs_exists("/sys/bus/pci/drivers/%s", driver);
}

static int open_config(const char *address, int flags)
{
	char path[PATH_MAX];
	int fd, ret = brg_sysfs_path(path, sizeof(path), DEVICES "/%s/config",
				     address);

	if (ret)
		return ret;
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int brg_pci_command(const char *address, uint16_t *command)
{
	_cleanup_close_ int fd = open_config(address, O_RDONLY);
	uint16_t raw;
	ssize_t n;

	if (fd < 0)
		return fd;
	n = pread(fd, &raw, sizeof(raw), PCI_COMMAND);
	if (n != sizeof(raw))
		return n < 0 ? -errno : -EIO;
	*command = le16toh(raw);
	return 0;
}

int brg_pci_set_command(const char *address, uint16_t command)
{
	_cleanup_close_ int fd = open_config(address, O_RDWR);
	uint16_t raw = htole16(command);
	ssize_t n;

	if (fd < 0)
		return fd;
	n = pwrite(fd, &raw, sizeof(raw), PCI_COMMAND);
	if (n != sizeof(raw))
		return n < 0 ? -errno : -EIO;
	return 0;
}
