/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fake_sysfs.h - a tree of files that lib/sysfs.h takes for /sys and /proc. */
#ifndef BRG_TESTS_FAKE_SYSFS_H
#define BRG_TESTS_FAKE_SYSFS_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/sysfs.h"

static char fake_root[] = "/tmp/barrage-test-XXXXXX";

static inline void fake_parents(const char *path)
{
	char dir[512];

	snprintf(dir, sizeof(dir), "%s", path);
	for (char *p = dir + 1; (p = strchr(p, '/')); p++) {
		*p = 0;
		mkdir(dir, 0755);
		*p = '/';
	}
}

/* Absolute inside the tree; empty content makes an empty file. */
static inline void fake_file(const char *name, const char *content)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s%s", fake_root, name);
	fake_parents(path);
	file = fopen(path, "we");
	if (!file)
		abort();
	fputs(content, file);
	fclose(file);
}

/* Of a function: fake_attribute("0000:01:00.0", "vendor", "0x1af4\n") */
static inline void fake_attribute(const char *address, const char *name,
				  const char *content)
{
	char path[256];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", address,
		 name);
	fake_file(path, content);
}

static inline void fake_link(const char *name, const char *target)
{
	char path[512], full[512];

	snprintf(path, sizeof(path), "%s%s", fake_root, name);
	snprintf(full, sizeof(full), "%s%s", fake_root, target);
	fake_parents(path);
	fake_parents(full);
	unlink(path);
	if (symlink(full, path))
		abort();
}

static inline void fake_driver(const char *address, const char *driver)
{
	char link[128], target[128], file[128];

	snprintf(link, sizeof(link), "/sys/bus/pci/devices/%s/driver", address);
	snprintf(target, sizeof(target), "/sys/bus/pci/drivers/%s", driver);
	snprintf(file, sizeof(file), "/sys/bus/pci/drivers/%s/bind", driver);
	fake_file(file, "");
	fake_link(link, target);
}

/* Member of IOMMU group @number */
static inline void fake_group(const char *address, int number)
{
	char link[128], target[128], member[256], device[128];

	snprintf(link, sizeof(link), "/sys/bus/pci/devices/%s/iommu_group",
		 address);
	snprintf(target, sizeof(target), "/sys/kernel/iommu_groups/%d", number);
	snprintf(member, sizeof(member), "%s/devices/%s", target, address);
	snprintf(device, sizeof(device), "/sys/bus/pci/devices/%s", address);
	fake_link(member, device);
	fake_link(link, target);
}

/*
 * An ivshmem-like function: BAR 0 of 256 bytes, BAR 2 of 1 GiB prefetchable
 * 64-bit, BAR 4 of I/O ports, no driver.
 */
static inline void fake_function(const char *address, const char *vendor,
				 const char *device)
{
	fake_attribute(address, "vendor", vendor);
	fake_attribute(address, "device", device);
	fake_attribute(address, "class", "0x050000\n");
	fake_attribute(address, "enable", "0\n");
	fake_attribute(address, "driver_override", "(null)\n");
	fake_attribute(address, "numa_node", "-1\n");
	fake_attribute(address, "reset_method", "flr bus\n");
	fake_attribute(address, "resource",
		       "0x00000000fe800000 0x00000000fe8000ff 0x0000000000040200\n"
		       "0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
		       "0x0000000800000000 0x000000083fffffff 0x000000000014220c\n"
		       "0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
		       "0x000000000000c000 0x000000000000c01f 0x0000000000040101\n"
		       "0x0000000000000000 0x0000000000000000 0x0000000000000000\n");
	fake_attribute(address, "config", "....\x02\x04..");
}

static inline int fake_remove_one(const char *path, const struct stat *st,
				  int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline int fake_open(void **state)
{
	(void)state;
	strcpy(fake_root + sizeof(fake_root) - 7, "XXXXXX");
	if (!mkdtemp(fake_root))
		return -1;
	brg_sysfs_set_root(fake_root);
	return 0;
}

static inline int fake_close(void **state)
{
	(void)state;
	brg_sysfs_set_root("");
	return nftw(fake_root, fake_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
