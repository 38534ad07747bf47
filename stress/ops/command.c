// SPDX-License-Identifier: GPL-2.0-or-later
/* command.c - memory decoding off and on by the command register. */
#include "stress/disturb.h"
#include "stress/op.h"

static int set(struct brg_target *t, bool enable)
{
	return t->ops->memory(t, enable);
}

static int run(struct brg_actor *a)
{
	return brg_disturb_off_on(a, brg_pick_device(a), set);
}

const struct brg_op brg_op_command = {
	.name = "command",
	.summary = "memory decoding off and on by the command register in configuration space",
	.needs = BRG_NEED_CONFIG,
	.weight = 8,
	.disturbs = BRG_DISTURBS_MEMORY,
	.bound_s = BRG_BOUND_REVOKE_S,
	.run = run,
};
