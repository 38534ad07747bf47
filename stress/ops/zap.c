// SPDX-License-Identifier: GPL-2.0-or-later
/* zap.c - empty every mapping while memory stays on. */
#include "stress/disturb.h"
#include "stress/op.h"

static int zap(struct brg_target *t)
{
	return t->ops->zap(t);
}

static int run(struct brg_actor *a)
{
	struct brg_device *dev = brg_pick_device(a);
	struct brg_target t;
	int ret = brg_actor_target(a, dev, &t);

	if (ret)
		return ret;
	ret = brg_disturb_empty(a, dev, &t, zap);
	brg_actor_put(&t);
	return ret;
}

const struct brg_op brg_op_zap = {
	.name = "zap",
	.summary = "empty every mapping by BRG_ZAP, memory staying on",
	.needs = BRG_NEED_BARRAGE,
	.weight = 8,
	.disturbs = BRG_DISTURBS_ZAP,
	.bound_s = BRG_BOUND_REVOKE_S,
	.run = run,
};
