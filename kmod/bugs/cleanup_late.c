// SPDX-License-Identifier: GPL-2.0-only
/* cleanup_late.c - the function is switched off, and mappings go after that. */
#include <linux/pci.h>

#include "bug.h"
#include "state.h"

static void brg_leave_off(struct brg_dev *bdev)
{
	u16 command;

	pci_read_config_word(bdev->pdev, PCI_COMMAND, &command);
	pci_write_config_word(bdev->pdev, PCI_COMMAND,
			      command & ~PCI_COMMAND_MEMORY);
	brg_point(BRG_AT_GAP);
	brg_lock_and_zap(bdev);
}

const struct brg_bug brg_bug_cleanup_late = {
	.name = "cleanup-late",
	.id = "D7",
	.title = "mappings and importers are taken away after the function was disabled",
	.origin = "d97708701434: dma-bufs are cleaned up before the function is disabled",
	.mechanism = "accesses through what is still mapped reach a function that does not decode",
	.interleaving = "the function is unbound while it is accessed",
	.detector = "stamps,revoked,dmar,aer",
	.harm = "corrupts",
	.kernels = "all",
	.strategy = "page",
	.supported = true,
	.steps = { .leave = brg_leave_off },
};
