// SPDX-License-Identifier: GPL-2.0-or-later
/* requester.c - the soft RDMA device, for as long as a soak lasts. */
#include "stress/requester.h"

#include <string.h>

#include "lib/module.h"
#include "lib/msg.h"
#include "lib/rnic.h"
#include "lib/select.h"

int brg_requester_load(const char *device, bool *ours, char *why,
		       size_t why_size)
{
	char address[32];
	int ret;

	*ours = false;
	if (!device[0] || brg_module_loaded("barrage_rnic"))
		return 0;
	ret = brg_select_device(device, address, why, why_size);
	if (!ret)
		ret = brg_rnic_load(address, why, why_size);
	*ours = !ret;
	return ret;
}

void brg_requester_unload(bool ours)
{
	int ret = ours ? brg_rnic_unload() : 0;

	if (ret)
		brg_warn("module barrage_rnic: cannot unload: %s (rmmod barrage_rnic, once nothing uses it)",
			 strerror(-ret));
}
