/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pages.h - p2pmem beside everything else: as long as somebody has pages of a
 * BAR, commands that would switch its memory off are refused (p2pmem.h of the
 * driver).
 */
#ifndef BRG_STRESS_PAGES_H
#define BRG_STRESS_PAGES_H

#include <errno.h>

#include "stress/actor.h"

/** brg_pages_can - could @dev's BAR get pages on this kernel? */
bool brg_pages_can(const struct brg_device *dev);

/** brg_pages_in_the_way - is @ret, of a command that takes memory away, what
 * pages in use are told by? From the first use on, as nobody can say of pages
 * when the last reference to them is gone. */
static inline bool brg_pages_in_the_way(const struct brg_device *dev, int ret)
{
	return ret == -EBUSY && dev->shared->pages;
}

#endif
