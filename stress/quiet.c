// SPDX-License-Identifier: GPL-2.0-or-later
/* quiet.c - see quiet.h. */
#include "stress/quiet.h"

#include <errno.h>
#include <sys/ioctl.h>

#include "kmod/uapi/barrage.h"
#include "stress/op.h"

static bool ask(const struct brg_device *dev, const struct brg_target *t,
		struct brg_export_stat *stat)
{
	*stat = (struct brg_export_stat){ .size = sizeof(*stat) };
	return dev->features & BRG_NEED_BARRAGE &&
	       !ioctl(t->fd, BRG_EXPORT_STAT, stat);
}

uint64_t brg_quiet_timeouts(const struct brg_device *dev,
			    const struct brg_target *t)
{
	struct brg_export_stat stat;

	return ask(dev, t, &stat) ? stat.out_timeouts : 0;
}

void brg_quiet_revoked(struct brg_actor *a, struct brg_device *dev,
		       struct brg_target *t, uint64_t timeouts)
{
	struct brg_export_stat is;

	if (!ask(dev, t, &is) || is.out_timeouts != timeouts)
		return;
	/* with none there is nothing that could be wrong */
	if (is.out_exports)
		brg_checked(a, "revoked");
	if (is.out_mappings || is.out_live)
		brg_wrong(a, "revoked",
			  "importers had or could have the BAR mapped while memory was disabled",
			  "%s: %u mappings, %u of %u exports live, %u attachments",
			  dev->target.address, is.out_mappings, is.out_live,
			  is.out_exports, is.out_attachments);
}

void brg_quiet_ptes(struct brg_actor *a, struct brg_device *dev,
		    struct brg_target *t)
{
	if (!(dev->features & BRG_NEED_PTES))
		return;
	for (unsigned int i = 0; i < BRG_SLOTS; i++) {
		struct brg_slot *slot = &a->proc->slot[i];
		struct brg_ptes ptes = { .size = sizeof(ptes) };
		char *addr = slot->addr;

		if (!addr || slot->dev != dev->index)
			continue;
		/* whatever lies there by now: others' mappings do not count */
		ptes.address = (uintptr_t)addr;
		ptes.length = slot->length;
		if (ioctl(t->fd, BRG_PTES, &ptes))
			continue;
		if (ptes.out_mapped)
			brg_checked(a, "ptes");
		if (ptes.out_present)
			brg_wrong(a, "ptes",
				  "page tables had entries of the BAR while memory was disabled",
				  "%s: %ju of %ju pages at %p, the first at 0x%jx",
				  dev->target.address,
				  (uintmax_t)ptes.out_present,
				  (uintmax_t)ptes.out_mapped, (void *)addr,
				  (uintmax_t)ptes.out_first);
	}
}
