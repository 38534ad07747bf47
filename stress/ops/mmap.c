// SPDX-License-Identifier: GPL-2.0-or-later
/* mmap.c - map part of a BAR, of any shape. */
#include <errno.h>

#include "stress/op.h"
#include "stress/slot.h"

static int run(struct brg_actor *a)
{
	struct brg_slot *slot = brg_slot_random(a);
	struct brg_device *dev = brg_pick_device(a);
	_Atomic uint64_t none = 0;
	struct brg_shape shape;
	struct brg_view before;
	int ret;

	brg_shape_random(a, dev, &shape);
	a->arg[0] = shape.offset;
	a->arg[1] = shape.length;
	a->arg[2] = shape.skew;
	if (!brg_slot_change(slot))
		return -ECANCELED;
	if (slot->addr)
		brg_slot_unmap(slot);
	brg_view_take(dev->shared, &none, &before);
	ret = brg_slot_map(a, slot, dev, &shape);
	brg_slot_changed(slot);
	if (ret)
		brg_map_judge(a, dev, &before, ret);
	return ret;
}

const struct brg_op brg_op_mmap = {
	.name = "mmap",
	.summary = "map a random part of the BAR, aligned for huge entries or not",
	.weight = 20,
	.run = run,
};
