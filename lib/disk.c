// SPDX-License-Identifier: GPL-2.0-or-later
/* disk.c - the disk of a PCI function, for direct I/O. */
#include "lib/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/inuse.h"
#include "lib/inuse_priv.h"
#include "lib/select.h"
#include "lib/sysfs.h"

/* The first by name that is no partition. */
static int find_disk(const char *address, char *name, size_t size)
{
	char path[PATH_MAX], device[PATH_MAX + 256];
	struct dirent *entry;
	DIR *dir;

	name[0] = '\0';
	if (brg_sysfs_path(path, sizeof(path), "/sys/class/block"))
		return -ENAMETOOLONG;
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.' ||
		    brg_sysfs_exists("/sys/class/block/%s/partition",
				     entry->d_name))
			continue;
		snprintf(device, sizeof(device), "%s/%s", path, entry->d_name);
		if (!brg_below(device, address) ||
		    (name[0] && strcmp(entry->d_name, name) > 0))
			continue;
		snprintf(name, size, "%.31s", entry->d_name);
	}
	if (dir)
		closedir(dir);
	return name[0] ? 0 : -ENODEV;
}

static int learn(struct brg_disk *disk, char *why, size_t size)
{
	int block;

	if (ioctl(disk->fd, BLKGETSIZE64, &disk->size) ||
	    ioctl(disk->fd, BLKSSZGET, &block)) {
		int error = errno;

		snprintf(why, size, "%s: cannot use: no size: %s", disk->path,
			 strerror(error));
		return -error;
	}
	disk->block = (unsigned int)block;
	return 0;
}

int brg_disk_open(struct brg_disk *disk, const char *device, bool write,
		  char *why, size_t size)
{
	char name[32], what[256];
	int ret;

	memset(disk, 0, sizeof(*disk));
	disk->fd = -1;
	ret = brg_select_device(device, disk->address, why, size);
	if (ret)
		return ret;
	ret = find_disk(disk->address, name, sizeof(name));
	if (ret) {
		snprintf(why, size,
			 "%s: cannot use as a disk: no block device belongs to it (bind it to its own driver, or name another)",
			 disk->address);
		return ret;
	}
	ret = brg_in_use(disk->address, what, sizeof(what));
	if (ret) {
		snprintf(why, size,
			 "%s: cannot use as a disk: %s (name one that nobody uses)",
			 disk->address, what);
		return ret;
	}
	snprintf(disk->path, sizeof(disk->path), "/dev/%s", name);
	disk->fd = open(disk->path, (write ? O_RDWR : O_RDONLY) | O_DIRECT |
					    O_EXCL | O_CLOEXEC);
	if (disk->fd < 0) {
		ret = -errno;
		snprintf(why, size, "%s: cannot open: %s (is it in use?)",
			 disk->path, strerror(-ret));
		return ret;
	}
	ret = learn(disk, why, size);
	if (ret)
		brg_disk_close(disk);
	return ret;
}

void brg_disk_close(struct brg_disk *disk)
{
	if (disk->fd >= 0)
		close(disk->fd);
	disk->fd = -1;
}
