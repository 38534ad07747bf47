// SPDX-License-Identifier: GPL-2.0-only
/* remap_in_fault.c - remap_pfn_range() where flags must not change. */
#include "compat.h"
#include "bug.h"
#include "populate.h"

const struct brg_bug brg_bug_remap_in_fault = {
	.name = "remap-in-fault",
	.id = "M17",
	.title = "a fault fills the VMA by remap_pfn_range()",
	.origin = "vfio-pci 5.8 to 6.9, on a kernel with vm_flags_set()",
	.mechanism = "remap_pfn_range() sets vm_flags, and a fault may not change them",
	.interleaving = "any fault; a fault after mappings were emptied",
	.detector = "warning,kernel,bug,enabled",
	.harm = "nothing",
	.kernels = "6.3 and later",
	.strategy = "vma-list",
	.supported = !BRG_CAN_REMAP_IN_FAULT,
	.steps = { .fill = brg_populate_remap },
};
