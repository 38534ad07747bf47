// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hold.c - a program that its kernel does not let end, for lab/test-verdict.
 *
 * Maps the device and exits with status 7 when pauses of the driver are as long
 * as they can be: the one at which a mapping goes away takes hours. So does the
 * one at which a child unbinds the function, with its lock held. It needs a
 * driver with BRG_BUGS=1.
 */
#include <stdio.h>
#include <unistd.h>

#include "kit.h"

int main(void)
{
	struct kit kit;
	int ret;

	if (kit_take(&kit, "role:bar0") || kit_strategy(kit.fd, "vma-list"))
		return 1;
	if (!fork()) {
		sleep(5);
		kit_unbind(&kit);
		return 0;
	}
	kit_map(kit.fd, 0, KIT_LENGTH, NULL);
	ret = kit_write_file("/sys/module/barrage/parameters/perturb",
			     "4294967294");
	if (ret) {
		fprintf(stderr, "hold: cannot set perturb: %d\n", ret);
		return 1;
	}
	return 7;
}
