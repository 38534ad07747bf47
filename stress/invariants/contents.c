// SPDX-License-Identifier: GPL-2.0-or-later
/* contents.c - the BAR holds at quiet points what was written to it. */
#include <errno.h>

#include "stress/invariant.h"
#include "stress/stamp.h"

/* Each page of all is a fault, so it is a part at each quiet point in turn. */
#define PARTS 4

static unsigned int turn[BRG_MAX_DEVS]; /* the supervisor's */

static void look(struct brg_actor *a, struct brg_device *dev, uint64_t start,
		 uint64_t length)
{
	uint64_t bad, value;
	char whose[80];
	int ret;

	if (!dev->stamped)
		return;
	brg_checked(a, "contents");
	ret = brg_stamp_check(a->me, dev, start, length, &bad, &value);
	if (ret == -EILSEQ)
		brg_wrong(a, "contents", "a page of the BAR lost its contents",
			  "page 0x%jx of %s BAR %u holds 0x%jx (%s)",
			  (uintmax_t)(bad / BRG_PAGE), dev->target.address,
			  dev->bar, (uintmax_t)value,
			  brg_stamp_explain(dev, value, whose, sizeof(whose)));
	else if (ret == -EFAULT)
		brg_wrong(a, "contents", "a page of the BAR cannot be read",
			  "page 0x%jx of %s BAR %u",
			  (uintmax_t)(bad / BRG_PAGE), dev->target.address,
			  dev->bar);
	else if (ret)
		brg_wrong(a, "contents", "the BAR cannot be mapped any more",
			  "%s", dev->target.error);
}

static void quiet(struct brg_actor *a, struct brg_device *dev)
{
	uint64_t pages = dev->span / BRG_PAGE;
	unsigned int part = turn[dev->index]++ % PARTS;
	uint64_t first = pages * part / PARTS;

	look(a, dev, first * BRG_PAGE,
	     (pages * (part + 1) / PARTS - first) * BRG_PAGE);
}

static void end(struct brg_actor *a, struct brg_device *dev)
{
	look(a, dev, 0, dev->span);
}

const struct brg_invariant brg_inv_contents = {
	.name = "contents",
	.claim =
		"every page holds its stamp whenever nobody writes: a quarter of them at each quiet point, all at the end",
	.source = "a write through a wrong mapping lands in another page",
	.quiet = quiet,
	.end = end,
};
