// SPDX-License-Identifier: GPL-2.0-or-later
/* inuse_net.c - network interfaces on a function: routes, addresses, masters. */
#include <dirent.h>
#include <errno.h>
#include <ifaddrs.h>
#include <limits.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/inuse_priv.h"
#include "lib/sysfs.h"

static bool is_up(const char *name)
{
	uint64_t flags;

	return !brg_sysfs_read_u64(&flags, "/sys/class/net/%s/flags", name) &&
	       flags & IFF_UP;
}

/* Destination and mask of the default route are zero. */
static bool has_default_route4(const char *name)
{
	char path[PATH_MAX], line[512], interface[64];
	unsigned int destination, mask;
	_cleanup_fclose_ FILE *file = NULL;

	if (brg_sysfs_path(path, sizeof(path), "/proc/net/route"))
		return false;
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%63s %8x %*s %*s %*s %*s %*s %8x", interface,
			   &destination, &mask) == 3 &&
		    !destination && !mask && !strcmp(interface, name))
			return true;
	return false;
}

static bool has_default_route6(const char *name)
{
	char path[PATH_MAX], line[512], interface[64];
	unsigned int prefix;
	_cleanup_fclose_ FILE *file = NULL;

	if (brg_sysfs_path(path, sizeof(path), "/proc/net/ipv6_route"))
		return false;
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%*s %2x %*s %*s %*s %*s %*s %*s %*s %63s",
			   &prefix, interface) == 2 &&
		    !prefix && !strcmp(interface, name))
			return true;
	return false;
}

static bool has_address(const char *name)
{
	struct ifaddrs *list, *i;
	bool found = false;

	if (getifaddrs(&list))
		return false;
	for (i = list; i && !found; i = i->ifa_next)
		found = i->ifa_addr && !strcmp(i->ifa_name, name) &&
			(i->ifa_addr->sa_family == AF_INET ||
			 i->ifa_addr->sa_family == AF_INET6);
	freeifaddrs(list);
	return found;
}

/* A bond or bridge is "master", a VLAN or macvlan on top is "upper_NAME". */
static bool has_upper(const char *name)
{
	char path[PATH_MAX];
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	if (brg_sysfs_path(path, sizeof(path), "/sys/class/net/%s", name))
		return false;
	dir = opendir(path);
	while (dir && !found && (entry = readdir(dir)))
		found = !strcmp(entry->d_name, "master") ||
			!strncmp(entry->d_name, "upper_", 6);
	if (dir)
		closedir(dir);
	return found;
}

static const char *interface_use(const char *name)
{
	if (has_default_route4(name) || has_default_route6(name))
		return "carries the default route";
	if (!is_up(name))
		return NULL;
	if (has_address(name))
		return "is up and has an address";
	if (has_upper(name))
		return "is up and part of another interface";
	return NULL;
}

int brg_net_in_use(const char *address, char *what, size_t size)
{
	char path[PATH_MAX], device[PATH_MAX + 256];
	struct dirent *entry;
	const char *use = NULL;
	DIR *dir;

	if (brg_sysfs_path(path, sizeof(path), "/sys/class/net"))
		return 0;
	dir = opendir(path);
	while (dir && !use && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(device, sizeof(device), "%s/%s", path, entry->d_name);
		if (!brg_below(device, address))
			continue;
		use = interface_use(entry->d_name);
		if (use)
			snprintf(what, size, "network interface %s %s",
				 entry->d_name, use);
	}
	if (dir)
		closedir(dir);
	return use ? -EBUSY : 0;
}
