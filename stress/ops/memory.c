// SPDX-License-Identifier: GPL-2.0-or-later
/* memory.c - memory decoding off and on by the driver's own command. */
#include <errno.h>
#include <sys/ioctl.h>

#include "kmod/uapi/barrage.h"
#include "stress/disturb.h"
#include "stress/op.h"

static int set(struct brg_target *t, bool enable)
{
	struct brg_memory memory = { .size = sizeof(memory), .enable = enable };

	return ioctl(t->fd, BRG_MEMORY, &memory) ? -errno : 0;
}

static int run(struct brg_actor *a)
{
	return brg_disturb_off_on(a, brg_pick_device(a), set);
}

const struct brg_op brg_op_memory = {
	.name = "memory",
	.summary = "memory decoding off and on by BRG_MEMORY",
	.needs = BRG_NEED_BARRAGE,
	.weight = 8,
	.disturbs = BRG_DISTURBS_MEMORY,
	.bound_s = BRG_BOUND_REVOKE_S,
	.run = run,
};
