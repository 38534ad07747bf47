// SPDX-License-Identifier: GPL-2.0-only
/* no_zap.c - memory is disabled, mappings stay as they are. */
#include "bug.h"
#include "state.h"

const struct brg_bug brg_bug_no_zap = {
	.name = "no-zap",
	.id = "X1",
	.title = "memory is disabled and mappings stay",
	.origin = "vfio-pci before 5.8 (CVE-2020-12888)",
	.mechanism = "entries stay valid while the function does not decode",
	.interleaving = "memory off, then a touch",
	.detector = "disabled,ptes,stamps,gone",
	.harm = "nothing",
	.kernels = "all",
	.strategy = "page",
	.supported = true,
	.steps = { .lock_and_zap = brg_lock },
};
