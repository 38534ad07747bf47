// SPDX-License-Identifier: GPL-2.0-only
/*
 * reset.c - function reset, whoever asks for it.
 *
 * Our ioctl, the sysfs file "reset", a bus reset: all come through
 * reset_prepare() and reset_done(), under the device lock. Emptying the
 * mappings there, and not in the ioctl, leaves no reset that forgets it.
 */
#include "reset.h"
#include "state.h"

static void brg_reset_prepare(struct pci_dev *pdev)
{
	struct brg_dev *bdev = pci_get_drvdata(pdev);

	/* kept until reset_done(): faults and accesses wait it out */
	brg_lock_and_zap(bdev);
	bdev->resume_state = bdev->state;
	brg_state_set(bdev, BRG_STATE_RESETTING);
}

static void brg_reset_done(struct pci_dev *pdev)
{
	struct brg_dev *bdev = pci_get_drvdata(pdev);

	/* the PCI core has restored PCI_COMMAND */
	brg_state_set(bdev, bdev->resume_state);
	brg_unlock_enabled(bdev);
}

const struct pci_error_handlers brg_err_handler = {
	.reset_prepare = brg_reset_prepare,
	.reset_done = brg_reset_done,
};

int brg_reset(struct brg_dev *bdev)
{
	/*
	 * The try variant: remove() holds the device lock while it waits for
	 * bind_lock, which we hold.
	 */
	return pci_try_reset_function(bdev->pdev);
}
