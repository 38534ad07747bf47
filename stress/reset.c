// SPDX-License-Identifier: GPL-2.0-or-later
/* reset.c - what every kind of function reset has to keep. */
#include "stress/reset.h"

#include <errno.h>
#include <linux/pci_regs.h>
#include <string.h>

#include "stress/disturb.h"
#include "stress/op.h"
#include "stress/pages.h"

#define DWORDS (PCI_STD_HEADER_SIZEOF / 4)

static int read_header(struct brg_target *t, uint32_t header[DWORDS])
{
	int ret = 0;

	for (uint32_t i = 0; i < DWORDS && !ret; i++)
		ret = t->ops->config_read(t, i * 4, 4, &header[i]);
	/* the upper half is status, where events may come and go; others set
	 * up interrupts and enable the ROM meanwhile */
	header[PCI_COMMAND / 4] &= 0xffff & ~PCI_COMMAND_INTX_DISABLE;
	header[PCI_ROM_ADDRESS / 4] &= ~(uint32_t)PCI_ROM_ADDRESS_ENABLE;
	return ret;
}

static void compare(struct brg_actor *a, struct brg_target *t,
		    const uint32_t before[DWORDS])
{
	uint32_t after[DWORDS];

	brg_checked(a, "reset");
	if (read_header(t, after)) {
		brg_wrong(a, "reset", "configuration space cannot be read after a reset",
			  "%s", t->error);
		return;
	}
	for (uint32_t i = 0; i < DWORDS; i++)
		if (before[i] != after[i])
			brg_wrong(a, "reset", "a reset changed configuration space",
				  "%s offset 0x%x: 0x%08x before, 0x%08x after",
				  t->address, i * 4, before[i], after[i]);
}

int brg_reset_and_compare(struct brg_actor *a, struct brg_device *dev,
			  int (*reset)(struct brg_target *t))
{
	bool config = dev->features & BRG_NEED_CONFIG;
	bool alone = config && brg_window_take(dev->shared, a->id);
	uint32_t header[DWORDS] = { 0 };
	struct brg_target t;
	int ret = brg_actor_target(a, dev, &t);

	if (ret)
		goto out_drop;
	if (alone)
		ret = read_header(&t, header);
	if (!ret)
		ret = brg_disturb_reset(a, dev, &t, reset);
	if (!ret && alone)
		compare(a, &t, header);
	brg_actor_put(&t);
	brg_checked(a, "results");
	/* EAGAIN: another reset; ENODEV, EIO: unbound meanwhile; ENOTTY
	 * belongs to devices that the feature check leaves out */
	if (ret && ret != -EAGAIN && ret != -ENODEV && ret != -ENOENT &&
	    ret != -EIO && ret != -ECANCELED && !brg_pages_in_the_way(dev, ret))
		brg_wrong(a, "results", "a reset failed", "%s: %s",
			  dev->target.address, strerror(-ret));
out_drop:
	if (alone)
		brg_window_drop(dev->shared);
	return ret;
}
