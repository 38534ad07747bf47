// SPDX-License-Identifier: GPL-2.0-or-later
/* sysfs_reset.c - reset the function behind the driver's back. */
#include "lib/sysfs.h"
#include "stress/op.h"
#include "stress/reset.h"

static int by_sysfs(struct brg_target *t)
{
	return brg_sysfs_write("1", "/sys/bus/pci/devices/%s/reset",
			       t->address);
}

static int run(struct brg_actor *a)
{
	return brg_reset_and_compare(a, brg_pick_device(a), by_sysfs);
}

const struct brg_op brg_op_sysfs_reset = {
	.name = "sysfs-reset",
	.summary = "reset the function by the sysfs file reset",
	.needs = BRG_NEED_SYSFS_RESET,
	.weight = 2,
	.disturbs = BRG_DISTURBS_RESET,
	.bound_s = BRG_BOUND_REVOKE_S,
	.run = run,
};
