// SPDX-License-Identifier: GPL-2.0-or-later
/* config_read.c - read configuration space, every width. */
#include <errno.h>
#include <linux/pci_regs.h>

#include "stress/op.h"

static int run(struct brg_actor *a)
{
	struct brg_device *dev = brg_pick_device(a);
	uint32_t length = 1u << brg_pick(a, 3);
	uint32_t offset = (uint32_t)brg_pick(a, 256) & ~(length - 1);
	struct brg_target t;
	uint32_t value = 0;
	int ret = brg_actor_target(a, dev, &t);

	if (ret)
		return ret;
	a->arg[0] = offset;
	a->arg[1] = length;
	ret = t.ops->config_read(&t, offset, length, &value);
	brg_actor_put(&t);
	return ret;
}

const struct brg_op brg_op_config_read = {
	.name = "config-read",
	.summary = "read 1, 2 or 4 bytes of configuration space",
	.needs = BRG_NEED_CONFIG,
	.weight = 3,
	.run = run,
};
