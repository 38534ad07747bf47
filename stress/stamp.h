/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stamp.h - what the pages of a BAR hold, so that each says which it is.
 *
 * The first and the last 8 bytes of a page are its stamp and never change.
 * Eight words at BRG_STAMP_FREE may be written by anybody, in the lower half
 * only: the upper one stays that of the page, whoever writes.
 */
#ifndef BRG_STRESS_STAMP_H
#define BRG_STRESS_STAMP_H

#include <stddef.h>
#include <stdint.h>

#include "stress/actor.h"

#define BRG_STAMP_FREE	64
#define BRG_STAMP_NR_FREE 8

/** brg_stamp - of the page at @offset of BAR @bar of device @dev */
uint64_t brg_stamp(unsigned int dev, unsigned int bar, uint64_t offset);

/** brg_stamp_value - what may be written to a free word there */
static inline uint64_t brg_stamp_value(uint64_t stamp, uint32_t low)
{
	return (stamp & ~0xffffffffull) | low;
}

/** brg_stamp_place - the @n-th place of a page that can be looked at */
#define BRG_STAMP_PLACES (BRG_STAMP_NR_FREE + 2)
static inline unsigned int brg_stamp_place(unsigned int n)
{
	if (n == 0)
		return 0;
	if (n == 1)
		return BRG_PAGE - 8;
	return BRG_STAMP_FREE + (n - 2) * 8;
}

/** brg_stamp_holds - may @value be what is at @place of a page so stamped? */
static inline bool brg_stamp_holds(uint64_t stamp, unsigned int place,
				   uint64_t value)
{
	if (place == 0 || place == BRG_PAGE - 8)
		return value == stamp;
	return value >> 32 == stamp >> 32;
}

/** brg_stamp_explain - whose stamp @value is, "page 0x12 of it", into @buf */
const char *brg_stamp_explain(const struct brg_device *dev, uint64_t value,
			      char *buf, size_t size);

/** brg_stamp_all - write every stamp of @dev's span by its target.
 * Return: 0; -EIO when it does not read back (@dev->stamped stays false);
 * -EFAULT when an access ends in a signal; -errno of mapping it. */
int brg_stamp_all(struct brg_device *dev);

/** brg_stamp_check - read the stamps of @length bytes from @start on back.
 * @me: whose accesses they are; NULL: nobody watches them yet
 * @bad: offset of the first page that is wrong. Return: 0, -EILSEQ wrong,
 * -EFAULT it cannot be read, -errno of mapping. */
int brg_stamp_check(struct brg_worker *me, struct brg_device *dev,
		    uint64_t start, uint64_t length, uint64_t *bad,
		    uint64_t *value);

#endif
