// SPDX-License-Identifier: GPL-2.0-or-later
/* uring.c - commands through io_uring, whose workers run them. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kmod/uapi/barrage.h"
#include "stress/disturb.h"
#include "stress/op.h"
#include "stress/reset.h"
#include "stress/uring.h"

static int set(struct brg_target *t, bool enable)
{
	struct brg_memory memory = { .size = sizeof(memory), .enable = enable };

	return brg_uring_command(t->fd, BRG_MEMORY, &memory);
}

static int zap(struct brg_target *t)
{
	struct brg_simple none = { .size = sizeof(none) };

	return brg_uring_command(t->fd, BRG_ZAP, &none);
}

static int reset(struct brg_target *t)
{
	struct brg_simple none = { .size = sizeof(none) };

	return brg_uring_command(t->fd, BRG_RESET, &none);
}

static int empty(struct brg_actor *a, struct brg_device *dev)
{
	struct brg_target t;
	int ret = brg_actor_target(a, dev, &t);

	if (ret)
		return ret;
	ret = brg_disturb_empty(a, dev, &t, zap);
	brg_actor_put(&t);
	return ret;
}

/* An answer, and a file that a worker of the ring puts into our table. */
static int ask(struct brg_actor *a, struct brg_device *dev)
{
	struct brg_info info = { .size = sizeof(info) };
	struct brg_export export = {
		.size = sizeof(export), .bar = dev->bar, .p2p = BRG_P2P_OFF,
		.policy = BRG_POLICY_REVOKE, .open_flags = O_CLOEXEC,
	};
	struct brg_target t;
	int ret = brg_actor_target(a, dev, &t);

	if (ret)
		return ret;
	ret = brg_uring_command(t.fd, BRG_INFO, &info);
	brg_checked(a, "results");
	if (!ret && strcmp((const char *)info.out_address, t.address))
		brg_wrong(a, "results", "io_uring brought the answer of another function",
			  "%s instead of %s", (const char *)info.out_address,
			  t.address);
	if (!ret)
		ret = brg_uring_command(t.fd, BRG_EXPORT, &export);
	if (!ret)
		close(export.out_fd);
	brg_actor_put(&t);
	return ret;
}

static int run(struct brg_actor *a)
{
	struct brg_device *dev = brg_pick_device(a);

	a->arg[0] = brg_pick(a, 8);
	switch (a->arg[0]) {
	case 0:
		return dev->features & BRG_NEED_RESET ?
			       brg_reset_and_compare(a, dev, reset) :
			       -ECANCELED;
	case 1:
	case 2:
		return empty(a, dev);
	case 3:
	case 4:
		return ask(a, dev);
	default:
		return brg_disturb_off_on(a, dev, set);
	}
}

const struct brg_op brg_op_uring = {
	.name = "uring",
	.summary = "switch, empty, reset, export through io_uring",
	.needs = BRG_NEED_URING,
	.weight = 3,
	.disturbs = BRG_DISTURBS_MEMORY | BRG_DISTURBS_RESET | BRG_DISTURBS_ZAP,
	.bound_s = BRG_BOUND_REVOKE_S,
	.run = run,
};
