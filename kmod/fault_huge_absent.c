// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault_huge_absent.c - why there is no "huge" on this kernel.
 *
 * Before f9e54c3a2f5b's series (6.12) a PMD of device frames is not marked
 * special, and get_user_pages_fast() takes it for one of struct pages.
 */
#include "strategy.h"

const struct brg_strategy brg_strategy_huge = {
	.name = "huge",
	.summary = "PUD, PMD or PTE per fault, whatever fits, zap by address space",
	.note = "no ARCH_SUPPORTS_HUGE_PFNMAP (6.12): GUP would take a device PMD for pages",
	.supported = false,
};
