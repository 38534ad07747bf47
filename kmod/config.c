// SPDX-License-Identifier: GPL-2.0-only
/* config.c - configuration space as user space sees it. */
#include "compat.h"
#include "power.h"
#include "rom.h"
#include "rw.h"
#include "state.h"

/* Command bits that user space may set and clear besides memory decoding. */
#define BRG_COMMAND_MASK (PCI_COMMAND_IO | PCI_COMMAND_MASTER |		\
			  PCI_COMMAND_PARITY | PCI_COMMAND_SERR |	\
			  PCI_COMMAND_INTX_DISABLE)

/*
 * In the middle of a reset, which not always keeps memory_lock, it is what it
 * will be: resume_state was set before RESETTING, with memory_lock held, too.
 */
static bool brg_memory_is_on(struct brg_dev *bdev)
{
	bool on;

	brg_read_lock(&bdev->memory_lock);
	on = bdev->state == BRG_STATE_ENABLED ||
	     (bdev->state == BRG_STATE_RESETTING &&
	      bdev->resume_state == BRG_STATE_ENABLED);
	brg_read_unlock(&bdev->memory_lock);
	return on;
}

static int brg_config_read_raw(struct pci_dev *pdev, unsigned int offset,
			       unsigned int length, u32 *value)
{
	u16 word;
	u8 byte;
	int ret;

	switch (length) {
	case 1:
		ret = pci_user_read_config_byte(pdev, offset, &byte);
		*value = byte;
		return ret;
	case 2:
		ret = pci_user_read_config_word(pdev, offset, &word);
		*value = word;
		return ret;
	default:
		return pci_user_read_config_dword(pdev, offset, value);
	}
}

int brg_config_read(struct brg_dev *bdev, unsigned int offset,
		    unsigned int length, u32 *value)
{
	/* bits below PCI_COMMAND never share an aligned access with it */
	bool has_command = offset == PCI_COMMAND;

	if (brg_config_read_raw(bdev->pdev, offset, length, value))
		return -EIO;
	if (has_command) {
		*value &= ~(u32)PCI_COMMAND_MEMORY;
		if (brg_memory_is_on(bdev))
			*value |= PCI_COMMAND_MEMORY;
	}
	return 0;
}

int brg_config_write(struct brg_dev *bdev, unsigned int offset,
		     unsigned int length, u32 value)
{
	u16 mask = BRG_COMMAND_MASK;

	if (offset == PCI_ROM_ADDRESS)
		return brg_rom_set(bdev, value & PCI_ROM_ADDRESS_ENABLE);
	if (bdev->pdev->pm_cap && offset == bdev->pdev->pm_cap + PCI_PM_CTRL)
		return brg_power_set(bdev, value & PCI_PM_CTRL_STATE_MASK);

	if (offset == PCI_COMMAND && length == 4) {
		/* the status register above clears bits written as 1 */
		if (value >> 16)
			return -EPERM;
	} else if (offset == PCI_COMMAND && length == 1) {
		mask &= 0xff;
	} else if (offset == PCI_COMMAND + 1 && length == 1) {
		value = (value << 8) |
			(brg_memory_is_on(bdev) ? PCI_COMMAND_MEMORY : 0);
		mask &= 0xff00;
	} else if (offset != PCI_COMMAND) {
		return -EPERM;
	}
	return brg_memory_set(bdev, value & PCI_COMMAND_MEMORY, value, mask);
}
