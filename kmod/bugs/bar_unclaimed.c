// SPDX-License-Identifier: GPL-2.0-only
/* bar_unclaimed.c - BARs are used that nobody has claimed. */
#include <linux/pci.h>

#include "bug.h"

static int brg_claim_nothing(struct pci_dev *pdev, const char *name)
{
	return 0;
}

static void brg_unclaim_nothing(struct pci_dev *pdev)
{
}

const struct brg_bug brg_bug_bar_unclaimed = {
	.name = "bar-unclaimed",
	.id = "D19",
	.title = "BARs are mapped and exported without being claimed",
	.origin = "702809dabdec: an export before the first mmap",
	.mechanism = "another driver, or resource assignment, may take the range meanwhile",
	.interleaving = "any use of a BAR",
	.detector = "claimed",
	.harm = "corrupts",
	.kernels = "all",
	.strategy = "page",
	.supported = true,
	.steps = {
		.claim = brg_claim_nothing,
		.unclaim = brg_unclaim_nothing,
	},
};
