// SPDX-License-Identifier: GPL-2.0-or-later
/* inuse_files.c - processes that have a device file of a function open. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lib/inuse_priv.h"
#include "lib/pci.h"
#include "lib/sysfs.h"

/** struct wanted - which open files count
 * @group: path of the vfio group, which is no child of the function; or ""
 * @vfio_device: a vfio device file without a path may be of this function:
 *               vfio-pci has it and keeps it enabled
 */
struct wanted {
	const struct brg_pci *pci;
	char group[64];
	bool vfio_device;
};

/* /sys/dev/{char,block}/MAJOR:MINOR leads to the device behind a file. */
static bool node_below(const char *file, const char *address)
{
	char path[PATH_MAX];
	struct stat st;

	if (stat(file, &st) || !(S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode)))
		return false;
	if (brg_sysfs_path(path, sizeof(path), "/sys/dev/%s/%u:%u",
			   S_ISCHR(st.st_mode) ? "char" : "block",
			   major(st.st_rdev), minor(st.st_rdev)))
		return false;
	return brg_below(path, address);
}

static bool counts(const struct wanted *w, const char *file)
{
	char target[PATH_MAX];
	ssize_t n = readlink(file, target, sizeof(target) - 1);

	if (n < 0)
		return false;
	target[n] = 0;
	if (w->group[0] && !strcmp(target, w->group))
		return true;
	if (w->vfio_device && !strcmp(target, "anon_inode:[vfio-device]"))
		return true;
	return !strncmp(target, "/dev/", 5) &&
	       node_below(file, w->pci->address);
}

static bool process_has(const struct wanted *w, const char *pid, char *what,
			size_t size)
{
	char path[PATH_MAX], file[PATH_MAX + 256], name[64];
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	if (brg_sysfs_path(path, sizeof(path), "/proc/%s/fd", pid))
		return false;
	dir = opendir(path);
	while (dir && !found && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		found = counts(w, file);
	}
	if (dir)
		closedir(dir);
	if (!found)
		return false;
	if (brg_sysfs_read(name, sizeof(name), "/proc/%s/comm", pid))
		name[0] = 0;
	snprintf(what, size, "process %s (%s) has a device file of it open",
		 pid, name);
	return true;
}

/* A group opens once only: the kernel's own answer, whoever holds it. */
static bool group_is_open(const char *group)
{
	char path[PATH_MAX];
	int fd;

	if (brg_sysfs_path(path, sizeof(path), "%s", group))
		return false;
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd >= 0)
		close(fd);
	return fd < 0 && errno == EBUSY;
}

int brg_files_in_use(const struct brg_pci *pci, char *what, size_t size)
{
	struct wanted w = { .pci = pci };
	char path[PATH_MAX];
	struct dirent *entry;
	int ret = 0;
	DIR *dir;

	if (!strcmp(pci->driver, "vfio-pci")) {
		w.vfio_device = pci->enable_count > 0;
		if (pci->iommu_group >= 0)
			snprintf(w.group, sizeof(w.group), "/dev/vfio/%d",
				 pci->iommu_group);
	}
	if (brg_sysfs_path(path, sizeof(path), "/proc"))
		return 0;
	dir = opendir(path);
	while (dir && !ret && (entry = readdir(dir)))
		if (isdigit((unsigned char)entry->d_name[0]) &&
		    process_has(&w, entry->d_name, what, size))
			ret = -EBUSY;
	if (dir)
		closedir(dir);
	if (!ret && w.group[0] && group_is_open(w.group)) {
		snprintf(what, size, "%s is open", w.group);
		ret = -EBUSY;
	}
	return ret;
}
