// SPDX-License-Identifier: GPL-2.0-or-later
/* bar_rw.c - read and write the BAR by system calls. */
#include <errno.h>
#include <string.h>

#include "stress/op.h"
#include "stress/stamp.h"

static int access_bar(struct brg_actor *a, struct brg_device *dev,
		      struct brg_target *t, uint64_t *value)
{
	uint64_t page = brg_pick(a, dev->span / BRG_PAGE) * BRG_PAGE;
	uint64_t stamp = brg_stamp(dev->index, dev->bar, page);
	unsigned int place = brg_stamp_place(
		(unsigned int)brg_pick(a, BRG_STAMP_PLACES));
	int ret;

	a->arg[0] = page + place;
	if (dev->stamped && place >= BRG_STAMP_FREE &&
	    place < BRG_STAMP_FREE + 8 * BRG_STAMP_NR_FREE && brg_pick(a, 2)) {
		*value = brg_stamp_value(stamp, (uint32_t)brg_pick(a, UINT32_MAX));
		return brg_target_bar_write(t, dev->bar, page + place, 8, value);
	}
	ret = brg_target_bar_read(t, dev->bar, page + place, 8, value);
	if (ret || !dev->stamped)
		return ret;
	brg_checked(a, "stamps");
	if (!brg_stamp_holds(stamp, place, *value))
		brg_wrong(a, "stamps", "read() of the BAR gave what is not in that page",
			  "%s BAR %u offset 0x%jx: 0x%jx", t->address, dev->bar,
			  (uintmax_t)(page + place), (uintmax_t)*value);
	return 0;
}

static int run(struct brg_actor *a)
{
	struct brg_device *dev = brg_pick_device(a);
	struct brg_view before, after;
	_Atomic uint64_t none = 0;
	struct brg_target t;
	uint64_t value = 0;
	int ret = brg_actor_target(a, dev, &t);

	if (ret)
		return ret;
	brg_view_take(dev->shared, &none, &before);
	ret = access_bar(a, dev, &t, &value);
	brg_view_take(dev->shared, &none, &after);
	brg_actor_put(&t);
	if (brg_view_surely(&before, &after, BRG_OFF) && !ret)
		brg_wrong(a, "disabled",
			  "a read() or write() of the BAR completed while memory was disabled",
			  "value 0x%jx", (uintmax_t)value);
	if (brg_view_surely(&before, &after, BRG_ON) &&
	    brg_view_sharp(&before, &after) && ret)
		brg_wrong(a, "enabled",
			  "read() or write() of the BAR failed while memory was enabled",
			  "%s", strerror(-ret));
	return ret;
}

const struct brg_op brg_op_bar_rw = {
	.name = "bar-rw",
	.summary = "read or write 8 bytes of the BAR by pread() or pwrite()",
	.needs = BRG_NEED_BAR_RW,
	.weight = 8,
	.run = run,
};
