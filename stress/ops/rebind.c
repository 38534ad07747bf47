// SPDX-License-Identifier: GPL-2.0-or-later
/* rebind.c - unbind the driver under everybody, and bind it again. */
#include "stress/disturb.h"
#include "stress/op.h"

static int again(struct brg_device *dev)
{
	return brg_device_rebind(dev, true);
}

static int run(struct brg_actor *a)
{
	return brg_disturb_binding(
		a, brg_pick_device(a), again,
		"the function could not be unbound and bound again");
}

const struct brg_op brg_op_rebind = {
	.name = "rebind",
	.summary = "unbind the driver under everybody, and bind it again",
	.needs = BRG_NEED_BARRAGE | BRG_NEED_OPEN,
	.weight = 1,
	.disturbs = BRG_DISTURBS_BIND | BRG_DISTURBS_MEMORY,
	.bound_s = BRG_BOUND_REVOKE_S,
	.run = run,
};
