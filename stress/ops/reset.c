// SPDX-License-Identifier: GPL-2.0-or-later
/* reset.c - reset the function through the target. */
#include "stress/disturb.h"
#include "stress/op.h"
#include "stress/reset.h"

static int by_target(struct brg_target *t)
{
	return t->ops->reset(t);
}

static int run(struct brg_actor *a)
{
	return brg_reset_and_compare(a, brg_pick_device(a), by_target);
}

const struct brg_op brg_op_reset = {
	.name = "reset",
	.summary = "reset the function by ioctl",
	.needs = BRG_NEED_RESET,
	.weight = 2,
	.disturbs = BRG_DISTURBS_RESET,
	.bound_s = BRG_BOUND_REVOKE_S,
	.run = run,
};
