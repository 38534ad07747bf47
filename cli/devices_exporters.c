// SPDX-License-Identifier: GPL-2.0-or-later
/* devices_exporters.c - `barrage devices`: exporters that need no function. */
#include <stdio.h>

#include "cli/devices.h"
#include "lib/exporter.h"

/* One page is enough to see whether there is any. */
#define PROBE 4096

void devices_exporters(void)
{
	const struct brg_exporter_spec spec = { .size = PROBE };
	const struct brg_exporter_ops *ops;
	struct brg_exporter e;

	printf("\nOther dma-bufs to register and map:\n");
	for (unsigned int i = 0; (ops = brg_exporter_at(i)); i++) {
		/* those of BARs are the targets above */
		if (ops->driver)
			continue;
		if (brg_exporter_open(&e, ops, &spec))
			printf("  absent  %s\n", e.error);
		else
			printf("  ready   %s: %s\n", ops->name, ops->summary);
		brg_exporter_close(&e);
	}
}
