// SPDX-License-Identifier: GPL-2.0-or-later
/* command.c - the command register says what was last written to it. */
#include <errno.h>
#include <linux/pci_regs.h>

#include "stress/invariant.h"
#include "stress/op.h"

static void quiet(struct brg_actor *a, struct brg_device *dev)
{
	const struct brg_target_ops *ops = dev->target.ops;
	uint32_t command = 0;
	int ret;

	if (!(dev->features & BRG_NEED_CONFIG))
		return;
	brg_checked(a, "command");
	ret = ops->config_read(&dev->target, PCI_COMMAND, 2, &command);
	if (ret)
		brg_wrong(a, "command", "configuration space cannot be read",
			  "%s", dev->target.error);
	else if (!(command & PCI_COMMAND_MEMORY))
		brg_wrong(a, "command", "memory is off though it was switched on last",
			  "%s: command register 0x%x", dev->target.address,
			  command);
}

const struct brg_invariant brg_inv_command = {
	.name = "command",
	.claim = "memory decoding is in the state last set, in the register and for accesses",
	.source = "PCI Local Bus 3.0, 6.2.2",
	.quiet = quiet,
	.end = quiet,
};
