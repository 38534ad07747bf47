// SPDX-License-Identifier: GPL-2.0-or-later
/* inuse_block.c - disks on a function: mounted, swap, held or claimed. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/inuse_priv.h"
#include "lib/sysfs.h"

/* Where @name (device number @number, "259:1") is mounted, if it is. */
static bool mounted(const char *name, const char *number, char *what,
		    size_t size)
{
	char path[PATH_MAX], device[64], where[256], source[256], line[4096];
	_cleanup_fclose_ FILE *file = NULL;

	if (brg_sysfs_path(path, sizeof(path), "/proc/self/mountinfo"))
		return false;
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		const char *dash = strstr(line, " - ");

		if (sscanf(line, "%*s %*s %63s %*s %255s", device, where) != 2)
			continue;
		/* btrfs and others use made-up numbers but a real source. */
		if (!dash || sscanf(dash, " - %*s %255s", source) != 1)
			source[0] = 0;
		if (strcmp(device, number) &&
		    (strncmp(source, "/dev/", 5) || strcmp(source + 5, name)))
			continue;
		snprintf(what, size, "/dev/%s is mounted on %s", name, where);
		return true;
	}
	return false;
}

static bool swapped_to(const char *name, char *what, size_t size)
{
	char path[PATH_MAX], file_name[256], line[1024];
	_cleanup_fclose_ FILE *file = NULL;

	if (brg_sysfs_path(path, sizeof(path), "/proc/swaps"))
		return false;
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%255s", file_name) != 1 ||
		    strncmp(file_name, "/dev/", 5) ||
		    strcmp(file_name + 5, name))
			continue;
		snprintf(what, size, "/dev/%s is swap", name);
		return true;
	}
	return false;
}

/* LVM, md, dm-crypt and bcache show as holders. */
static bool held(const char *name, char *what, size_t size)
{
	char path[PATH_MAX];
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	if (brg_sysfs_path(path, sizeof(path), "/sys/class/block/%s/holders",
			   name))
		return false;
	dir = opendir(path);
	while (dir && !found && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(what, size, "/dev/%s is part of /dev/%s", name,
			 entry->d_name);
		found = true;
	}
	if (dir)
		closedir(dir);
	return found;
}

/* The kernel's own answer, which covers what the lists above do not know. */
static bool claimed(const char *name, char *what, size_t size)
{
	char path[PATH_MAX];
	int fd;

	if (brg_sysfs_path(path, sizeof(path), "/dev/%s", name))
		return false;
	fd = open(path, O_RDONLY | O_EXCL | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0) {
		close(fd);
		return false;
	}
	if (errno != EBUSY)
		return false;
	snprintf(what, size, "/dev/%s is claimed by a file system or a volume",
		 name);
	return true;
}

/*
 * With native multipath the disk of an NVMe controller is no child of it:
 * nvme0n1 sits in virtual/nvme-subsystem/nvme-subsys0, which has a link to
 * each controller.
 */
static bool multipath_below(const char *name, const char *address)
{
	char path[PATH_MAX], controller[PATH_MAX + 256];
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	if (strncmp(name, "nvme", 4))
		return false;
	/* A partition is one level deeper. */
	for (int up = 0; up < 2 && !found; up++) {
		if (brg_sysfs_path(path, sizeof(path), "/sys/class/block/%s/%s",
				   name, up ? "../.." : ".."))
			return false;
		dir = opendir(path);
		while (dir && !found && (entry = readdir(dir))) {
			if (strncmp(entry->d_name, "nvme", 4))
				continue;
			snprintf(controller, sizeof(controller), "%s/%s", path,
				 entry->d_name);
			found = brg_below(controller, address);
		}
		if (dir)
			closedir(dir);
	}
	return found;
}

static bool disk_in_use(const char *name, char *what, size_t size)
{
	char number[64];

	if (brg_sysfs_read(number, sizeof(number), "/sys/class/block/%s/dev",
			   name))
		number[0] = 0;
	return mounted(name, number, what, size) ||
	       swapped_to(name, what, size) || held(name, what, size) ||
	       claimed(name, what, size);
}

int brg_block_in_use(const char *address, char *what, size_t size)
{
	char path[PATH_MAX], device[PATH_MAX + 256];
	struct dirent *entry;
	int ret = 0;
	DIR *dir;

	if (brg_sysfs_path(path, sizeof(path), "/sys/class/block"))
		return 0;
	dir = opendir(path);
	while (dir && !ret && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(device, sizeof(device), "%s/%s", path, entry->d_name);
		if (!brg_below(device, address) &&
		    !multipath_below(entry->d_name, address))
			continue;
		if (disk_in_use(entry->d_name, what, size))
			ret = -EBUSY;
	}
	if (dir)
		closedir(dir);
	return ret;
}
