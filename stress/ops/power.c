// SPDX-License-Identifier: GPL-2.0-or-later
/* power.c - into D3hot and back, by the capability or the driver's command. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "kmod/uapi/barrage.h"
#include "stress/disturb.h"
#include "stress/op.h"
#include "stress/power.h"
#include "stress/setup.h"

static int by_command(struct brg_target *t, bool awake)
{
	struct brg_power power = { .size = sizeof(power),
				   .power = awake ? 0 : 3 };

	return ioctl(t->fd, BRG_POWER, &power) ? -errno : 0;
}

static int by_capability(struct brg_target *t, bool awake)
{
	unsigned int cap = brg_power_cap(t);

	return cap ? brg_power_set(t, cap, awake) : -ENODEV;
}

static int run(struct brg_actor *a)
{
	struct brg_device *dev = brg_pick_device(a);
	bool command = dev->features & BRG_NEED_BARRAGE && brg_pick(a, 2);

	a->arg[0] = command;
	return brg_disturb_sleep(a, dev, command ? by_command : by_capability);
}

const struct brg_op brg_op_power = {
	.name = "power",
	.summary = "into D3hot and back, by the power management capability or BRG_POWER",
	.needs = BRG_NEED_POWER | BRG_NEED_CONFIG,
	.weight = 3,
	.disturbs = BRG_DISTURBS_MEMORY,
	.bound_s = BRG_BOUND_REVOKE_S,
	.run = run,
};
