// SPDX-License-Identifier: GPL-2.0-or-later
/* strategy.c - try another fault strategy, which only an unmapped device
 * allows. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "kmod/uapi/barrage.h"
#include "stress/op.h"

static int run(struct brg_actor *a)
{
	struct brg_device *dev = brg_pick_device(a);
	struct brg_info info = { .size = sizeof(info) };
	struct brg_strategy_info one = { .size = sizeof(one) };
	struct brg_strategy_set set = { .size = sizeof(set) };
	struct brg_target t;
	int ret = brg_actor_target(a, dev, &t);

	if (ret)
		return ret;
	if (ioctl(t.fd, BRG_INFO, &info)) {
		ret = -errno;
	} else {
		one.index = (uint32_t)brg_pick(a, info.out_nr_strategies);
		ret = ioctl(t.fd, BRG_STRATEGY_INFO, &one) ? -errno : 0;
	}
	if (!ret) {
		memcpy(set.name, one.out_name, sizeof(set.name));
		a->arg[0] = one.index;
		ret = ioctl(t.fd, BRG_STRATEGY_SET, &set) ? -errno : 0;
		brg_checked(a, "results");
		if (ret && ret != -EBUSY && ret != -ENODEV &&
		    (ret != -EOPNOTSUPP || one.out_supported))
			brg_wrong(a, "results", "a strategy was refused",
				  "%s: %s", set.name, strerror(-ret));
	}
	brg_actor_put(&t);
	return ret;
}

/* Not by default: a stage is about the strategy that it names. */
const struct brg_op brg_op_strategy = {
	.name = "strategy",
	.summary = "switch to another fault strategy, refused while anything is mapped",
	.needs = BRG_NEED_BARRAGE,
	.run = run,
};
