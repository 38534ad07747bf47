// SPDX-License-Identifier: GPL-2.0-or-later
/* select.c - by address, by identity, by role, or the only one that fits. */
#include "lib/select.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/pci.h"
#include "lib/topology.h"

/* Below it a mapping is hardly worth measuring. */
#define AUTO_MIN_BAR (1ULL << 20)

/** struct reason - where to explain a failure */
struct reason {
	char *text;
	size_t size;
};

__attribute__((format(printf, 3, 4))) static int
because(const struct reason *why, int error, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(why->text, why->size, fmt, args);
	va_end(args);
	return error;
}

static int get_list(struct brg_pci **list, size_t *n, const struct reason *why)
{
	int ret = brg_pci_list(list, n);

	if (ret)
		return because(why, ret,
			       "pci: cannot list functions: %s (is sysfs mounted on /sys?)",
			       strerror(-ret));
	return 0;
}

static int by_address(const char *text, char *address, const struct reason *why)
{
	char found[BRG_PCI_ADDRESS_SIZE];
	struct brg_pci pci;
	int ret = brg_pci_address(text, found);

	if (ret)
		return because(why, -EINVAL,
			       "device '%s': cannot select: neither an address (01:00.0), vendor:device[#n] (1af4:1110#0), role:NAME nor auto (barrage devices lists what is there)",
			       text);
	ret = brg_pci_read(found, &pci);
	if (ret)
		return because(why, ret,
			       "%s: cannot select: %s (barrage devices --all lists what is there)",
			       found, ret == -ENODEV ? "no such function" :
						       strerror(-ret));
	strcpy(address, found);
	return 0;
}

/* Exactly "xxxx:xxxx" with an optional "#n"; @index is -1 without. */
static bool parse_identity(const char *text, unsigned int *vendor,
			   unsigned int *device, int *index)
{
	int end = 0;

	*index = -1;
	if (strspn(text, "0123456789abcdefABCDEF") != 4 || text[4] != ':' ||
	    strspn(text + 5, "0123456789abcdefABCDEF") != 4)
		return false;
	if (sscanf(text, "%4x:%4x", vendor, device) != 2)
		return false;
	if (!text[9])
		return true;
	return isdigit((unsigned char)text[10]) &&
	       sscanf(text + 9, "#%5d%n", index, &end) == 1 && !text[9 + end];
}

static int by_identity(const char *text, unsigned int vendor,
		       unsigned int device, int index, char *address,
		       const struct reason *why)
{
	_cleanup_free_ struct brg_pci *list = NULL;
	size_t n, matches = 0;
	char found[BRG_PCI_ADDRESS_SIZE] = "";
	int ret = get_list(&list, &n, why);

	if (ret)
		return ret;
	for (size_t i = 0; i < n; i++) {
		if (list[i].vendor != vendor || list[i].device != device)
			continue;
		if (index < 0 || (size_t)index == matches)
			strcpy(found, list[i].address);
		matches++;
	}
	if (!matches)
		return because(why, -ENODEV,
			       "device %s: cannot select: no such function (barrage devices --all lists what is there)",
			       text);
	if (index < 0 && matches > 1)
		return because(why, -EINVAL,
			       "device %s: cannot select: %zu functions match (add #0 to #%zu, or give an address)",
			       text, matches, matches - 1);
	if (!found[0])
		return because(why, -ENODEV,
			       "device %s: cannot select: only %zu such functions (they count from #0)",
			       text, matches);
	strcpy(address, found);
	return 0;
}

static int by_role(const char *role, char *address, const struct reason *why)
{
	const char *path = getenv("BARRAGE_ROLES");
	_cleanup_fclose_ FILE *file = NULL;
	char line[256], name[64], where[64];

	if (!path)
		return because(why, -ENOENT,
			       "role %s: cannot select: $BARRAGE_ROLES is not set (name a file with lines 'ROLE ADDRESS')",
			       role);
	file = fopen(path, "re");
	if (!file)
		return because(why, -errno,
			       "role %s: cannot select: %s: %s (check $BARRAGE_ROLES)",
			       role, path, strerror(errno));
	while (fgets(line, sizeof(line), file)) {
		if (line[0] == '#' ||
		    sscanf(line, "%63s %63s", name, where) != 2)
			continue;
		if (!strcmp(name, role))
			return by_address(where, address, why);
	}
	return because(why, -ENODEV,
		       "role %s: cannot select: no line of that name in %s (add '%s ADDRESS')",
		       role, path, role);
}

static bool fits_auto(const struct brg_pci *pci)
{
	int bar = brg_pci_biggest_bar(pci);

	return bar >= 0 && pci->bar[bar].size >= AUTO_MIN_BAR &&
	       !pci->driver[0] && !brg_pci_is_bridge(pci);
}

static int by_fitness(char *address, const struct reason *why)
{
	_cleanup_free_ struct brg_pci *list = NULL;
	char names[512] = "";
	size_t n, used = 0, fitting = 0, last = 0;
	int ret = get_list(&list, &n, why);

	if (ret)
		return ret;
	for (size_t i = 0; i < n; i++) {
		if (!fits_auto(&list[i]))
			continue;
		last = i;
		fitting++;
		if (used < sizeof(names))
			used += snprintf(names + used, sizeof(names) - used,
					 " %s", list[i].address);
	}
	if (!fitting)
		return because(why, -ENODEV,
			       "device auto: cannot select: no function is without driver and has a prefetchable memory BAR of 1 MiB or more (choose one with --device or $BARRAGE_DEVICE; barrage devices lists them)");
	if (fitting > 1)
		return because(why, -EINVAL,
			       "device auto: cannot select: %zu functions fit:%s (choose one with --device or $BARRAGE_DEVICE)",
			       fitting, names);
	strcpy(address, list[last].address);
	return 0;
}

int brg_select_device(const char *text, char address[32], char *why,
		      size_t why_size)
{
	struct reason reason = { why, why_size };
	unsigned int vendor, device;
	int index;

	if (!strcmp(text, "auto")) {
		text = getenv("BARRAGE_DEVICE");
		if (!text || !*text || !strcmp(text, "auto"))
			return by_fitness(address, &reason);
	}
	if (!strncmp(text, "role:", 5))
		return by_role(text + 5, address, &reason);
	if (parse_identity(text, &vendor, &device, &index))
		return by_identity(text, vendor, device, index, address,
				   &reason);
	return by_address(text, address, &reason);
}

static const struct {
	const char *word;
	enum brg_path path;
} distances[] = {
	{ "same-switch", BRG_PATH_SWITCH },
	{ "same-host-bridge", BRG_PATH_HOST_BRIDGE },
	{ "same-socket", BRG_PATH_SOCKET },
	{ "other-socket", BRG_PATH_OTHER_SOCKET },
};

/* Index into distances, or -1 */
static int distance_of(const char *text)
{
	for (size_t i = 0; i < sizeof(distances) / sizeof(*distances); i++)
		if (!strcmp(distances[i].word, text))
			return (int)i;
	return -1;
}

static int by_distance(int distance, const struct brg_topology *topology,
		       const char *of, const char *driver, char *address,
		       const struct reason *why)
{
	_cleanup_free_ struct brg_pci *list = NULL;
	char others[400] = "";
	size_t n, used = 0;
	int ret = get_list(&list, &n, why);

	if (ret)
		return ret;
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(list[i].address, of) || brg_pci_is_bridge(&list[i]) ||
		    brg_topology_path(topology, of, list[i].address) !=
			    distances[distance].path)
			continue;
		if (!strcmp(list[i].driver, driver)) {
			strcpy(address, list[i].address);
			return 0;
		}
		if (used < sizeof(others))
			used += (size_t)snprintf(others + used,
						 sizeof(others) - used, " %s",
						 list[i].address);
	}
	return because(why, -ENODEV,
		       "device %s: cannot select: no function of driver %s is so for %s (%s%s)",
		       distances[distance].word, driver, of,
		       used ? "barrage bind takes one of" :
			      "barrage devices says how far others are",
		       others);
}

int brg_select_peer(const char *text, const struct brg_topology *topology,
		    const char *of, const char *driver, char address[32],
		    char *why, size_t why_size)
{
	struct reason reason = { why, why_size };
	int distance = distance_of(text), ret;
	struct brg_topology *here = NULL;

	if (distance < 0)
		return brg_select_device(text, address, why, why_size);
	if (!topology && brg_topology_open(&here))
		return because(&reason, -EIO,
			       "device %s: cannot select: hwloc does not tell where devices are (name an address)",
			       text);
	ret = by_distance(distance, topology ? topology : here, of, driver,
			  address, &reason);
	if (here)
		brg_topology_close(here);
	return ret;
}
