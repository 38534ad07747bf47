// SPDX-License-Identifier: GPL-2.0-or-later
/* inuse_share.c - folders of a host, mounted by 9p over a virtio function. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/inuse_priv.h"
#include "lib/sysfs.h"

/* Such a mount has the tag of the folder for its source. */
static bool tag_mounted(const char *tag, char *what, size_t size)
{
	char path[PATH_MAX], where[256], source[256], type[64], line[4096];
	_cleanup_fclose_ FILE *file = NULL;

	if (brg_sysfs_path(path, sizeof(path), "/proc/self/mountinfo"))
		return false;
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		const char *dash = strstr(line, " - ");

		if (!dash ||
		    sscanf(dash, " - %63s %255s", type, source) != 2 ||
		    sscanf(line, "%*s %*s %*s %*s %255s", where) != 1)
			continue;
		if (strcmp(type, "9p") || strcmp(source, tag))
			continue;
		snprintf(what, size, "the folder %s on it is mounted on %s",
			 tag, where);
		return true;
	}
	return false;
}

int brg_share_in_use(const char *address, char *what, size_t size)
{
	char path[PATH_MAX], tag[256];
	struct dirent *entry;
	int ret = 0;
	DIR *dir;

	if (brg_sysfs_path(path, sizeof(path), "/sys/bus/pci/devices/%s",
			   address))
		return 0;
	dir = opendir(path);
	while (dir && !ret && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, "virtio", 6) ||
		    brg_sysfs_read(tag, sizeof(tag), "/sys/bus/pci/devices/%s/%s/mount_tag",
				   address, entry->d_name))
			continue;
		if (tag_mounted(tag, what, size))
			ret = -EBUSY;
	}
	if (dir)
		closedir(dir);
	return ret;
}
