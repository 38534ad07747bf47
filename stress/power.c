// SPDX-License-Identifier: GPL-2.0-or-later
/* power.c - see power.h; registers of PCI Bus Power Management 1.2, 3.2. */
#include "stress/power.h"

#include <linux/pci_regs.h>

/* A list that is longer than this bites its tail. */
#define MOST 48

static uint32_t byte_at(struct brg_target *t, uint32_t offset)
{
	uint32_t value = 0;

	return t->ops->config_read(t, offset, 1, &value) ? 0 : value & 0xff;
}

unsigned int brg_power_cap(struct brg_target *t)
{
	uint32_t at;

	if (!t->ops->config_read || !t->ops->config_write ||
	    !(byte_at(t, PCI_STATUS) & PCI_STATUS_CAP_LIST))
		return 0;
	at = byte_at(t, PCI_CAPABILITY_LIST) & ~3u;
	for (unsigned int i = 0; i < MOST && at >= PCI_STD_HEADER_SIZEOF; i++) {
		if (byte_at(t, at) == PCI_CAP_ID_PM)
			return at;
		at = byte_at(t, at + PCI_CAP_LIST_NEXT) & ~3u;
	}
	return 0;
}

int brg_power_set(struct brg_target *t, unsigned int cap, bool awake)
{
	uint32_t value;
	int ret = t->ops->config_read(t, cap + PCI_PM_CTRL, 2, &value);

	if (ret)
		return ret;
	/* PME_Status is cleared by writing 1 to it */
	value &= ~(uint32_t)(PCI_PM_CTRL_STATE_MASK | PCI_PM_CTRL_PME_STATUS);
	if (!awake)
		value |= 3;
	return t->ops->config_write(t, cap + PCI_PM_CTRL, 2, value);
}
