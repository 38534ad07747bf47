// SPDX-License-Identifier: GPL-2.0-or-later
/* claimed.c - what is mapped and exported belongs to the driver. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "stress/invariant.h"
#include "stress/op.h"

/* First and last address of the BAR. Return: false if that cannot be known. */
static bool find_range(const struct brg_device *dev, uint64_t *first,
		       uint64_t *last)
{
	_cleanup_fclose_ FILE *f = NULL;
	char path[96], line[128];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/resource",
		 dev->target.address);
	f = fopen(path, "re");
	for (unsigned int i = 0; f && i <= dev->bar; i++)
		if (!fgets(line, sizeof(line), f))
			return false;
	return f && sscanf(line, "%" SCNx64 " %" SCNx64, first, last) == 2;
}

static void quiet(struct brg_actor *a, struct brg_device *dev)
{
	_cleanup_fclose_ FILE *f = fopen("/proc/iomem", "re");
	uint64_t first, last, from, to;
	bool seen = false, ours = false;
	char line[256], name[128];

	/* others claim when they are used first */
	if (!f || !(dev->features & BRG_NEED_BARRAGE) ||
	    !find_range(dev, &first, &last))
		return;
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, " %" SCNx64 "-%" SCNx64 " : %127[^\n]", &from,
			   &to, name) != 3 || from != first || to != last)
			continue;
		seen = true;
		ours |= !strcmp(name, dev->target.ops->driver);
	}
	/* without privileges all addresses read 0 */
	if (!seen)
		return;
	brg_checked(a, "claimed");
	if (!ours)
		brg_wrong(a, "claimed", "a BAR is used that the driver has not claimed",
			  "%s BAR %u, 0x%jx to 0x%jx, is nobody's in /proc/iomem",
			  dev->target.address, dev->bar, (uintmax_t)first,
			  (uintmax_t)last);
}

const struct brg_invariant brg_inv_claimed = {
	.name = "claimed",
	.claim = "the BAR that is used is claimed by the driver",
	.source = "v7.3 Documentation/PCI/pci.rst: request regions before they are used",
	.quiet = quiet,
	.end = quiet,
};
