// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Roles: names for functions ("bar0", "edu"), so that no test knows a PCI
 * address. The machine says "the n-th function with these IDs, in bus
 * order"; which address that is, only the running guest knows.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest.h"

#define PCI_DIR "/sys/bus/pci/devices"

static bool has_ids(const char *bdf, unsigned int vendor, unsigned int device)
{
	char path[300];

	snprintf(path, sizeof(path), PCI_DIR "/%s/vendor", bdf);
	if (read_number(path, -1) != (long long)vendor)
		return false;
	snprintf(path, sizeof(path), PCI_DIR "/%s/device", bdf);
	return read_number(path, -1) == (long long)device;
}

static int find(struct dirent **fns, int n, unsigned int vendor,
		unsigned int device, unsigned int nth)
{
	for (int i = 0; i < n; i++) {
		if (!has_ids(fns[i]->d_name, vendor, device))
			continue;
		if (!nth--)
			return i;
	}
	return -1;
}

/**
 * resolve_roles() - find the function of each role, write GUEST_ROLES
 *
 * Return: how many roles have no function, or -errno.
 */
int resolve_roles(void)
{
	unsigned int vendor, device, nth;
	struct dirent **fns;
	char line[160], name[32];
	int missing = 0, n;
	FILE *in, *out;

	in = fopen(GUEST_ROLES_IN, "re");
	if (!in)
		return 0;
	out = fopen(GUEST_ROLES, "we");
	n = scandir(PCI_DIR, &fns, NULL, alphasort);
	if (!out || n < 0) {
		fclose(in);
		if (out)
			fclose(out);
		return -EIO;
	}
	while (fgets(line, sizeof(line), in)) {
		int i;

		if (sscanf(line, "%31s %x:%x %u", name, &vendor, &device, &nth) != 4)
			continue;
		i = find(fns, n, vendor, device, nth);
		if (i >= 0) {
			fprintf(out, "%s %s\n", name, fns[i]->d_name);
			continue;
		}
		say("%s: cannot find: no %u. function %04x:%04x", name,
		    nth + 1, vendor, device);
		missing++;
	}
	fclose(in);
	fclose(out);
	while (n--)
		free(fns[n]);
	free(fns);
	return missing;
}
