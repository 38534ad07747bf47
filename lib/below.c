// SPDX-License-Identifier: GPL-2.0-or-later
/* below.c - which kernel devices sit on a PCI function. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/inuse_priv.h"
#include "lib/sysfs.h"

bool brg_below(const char *path, const char *address)
{
	_cleanup_free_ char *real = realpath(path, NULL);
	size_t length = strlen(address);

	for (const char *p = real; p && (p = strchr(p, '/')); p++)
		if (!strncmp(p + 1, address, length) &&
		    (p[1 + length] == '/' || !p[1 + length]))
			return true;
	return false;
}

bool brg_below_class(const char *address, const char *class, char *name,
		     size_t size)
{
	char path[PATH_MAX], device[PATH_MAX + 256];
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	if (brg_sysfs_path(path, sizeof(path), "/sys/class/%s", class))
		return false;
	dir = opendir(path);
	while (dir && !found && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(device, sizeof(device), "%s/%s", path, entry->d_name);
		found = brg_below(device, address);
		if (found)
			snprintf(name, size, "%s", entry->d_name);
	}
	if (dir)
		closedir(dir);
	return found;
}
