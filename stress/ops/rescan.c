// SPDX-License-Identifier: GPL-2.0-or-later
/* rescan.c - the function is removed under everybody, and found again. */
#include "stress/disturb.h"
#include "stress/op.h"

static int run(struct brg_actor *a)
{
	return brg_disturb_binding(
		a, brg_pick_device(a), brg_device_rescan,
		"the function did not come back after it was removed");
}

/* Not by default: the kernel may assign BARs anew, and what shares a slot with
 * the function has to bear a scan of the bus. */
const struct brg_op brg_op_rescan = {
	.name = "rescan",
	.summary =
		"remove the function from the bus under everybody, find and bind it again",
	.needs = BRG_NEED_RESCAN | BRG_NEED_OPEN,
	.disturbs = BRG_DISTURBS_BIND | BRG_DISTURBS_MEMORY,
	.bound_s = 60,
	.run = run,
};
