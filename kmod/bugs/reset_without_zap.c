// SPDX-License-Identifier: GPL-2.0-only
/* reset_without_zap.c - a reset locks out faults, but empties nothing. */
#include "bug.h"
#include "state.h"

const struct brg_bug brg_bug_reset_without_zap = {
	.name = "reset-without-zap",
	.id = "M15",
	.title = "a reset takes the lock and leaves mappings as they are",
	.origin = "abafbc551fdd, where it was one of three ways to lose memory",
	.mechanism = "accesses through entries that stayed reach a function in reset",
	.interleaving = "a touch during a reset",
	.detector = "stamps",
	.harm = "nothing",
	.kernels = "all",
	.strategy = "page",
	.supported = true,
	.steps = { .reset_lock = brg_lock },
};
