// SPDX-License-Identifier: GPL-2.0-or-later
/* pages.c - who could have p2pmem. */
#include "stress/pages.h"

#include "lib/module.h"

bool brg_pages_can(const struct brg_device *dev)
{
	/* the smallest piece that the kernel gives pages */
	return dev->span >= BRG_PMD && brg_module_gives_pages();
}
