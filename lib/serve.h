/* SPDX-License-Identifier: GPL-2.0-or-later */
/* serve.h - through which interfaces a PCI function could be a target. */
#ifndef BRG_LIB_SERVE_H
#define BRG_LIB_SERVE_H

#include <stddef.h>

#include "lib/pci.h"
#include "lib/target.h"

/** enum brg_serve - how far a function is from being a target
 * @BRG_SERVE_READY: open() should succeed now
 * @BRG_SERVE_BIND: after `barrage bind`, with --force for a foreign driver
 * @BRG_SERVE_NO: this machine or function cannot
 */
enum brg_serve {
	BRG_SERVE_READY,
	BRG_SERVE_BIND,
	BRG_SERVE_NO,
};

/** brg_serve_name - "ready", "bind" or "no" */
const char *brg_serve_name(enum brg_serve state);

/** brg_serve - judge @pci as a target behind @ops, from sysfs and /dev alone.
 * @why: the command to bind it, or the reason why not; "" when ready */
enum brg_serve brg_serve(const struct brg_pci *pci,
			 const struct brg_target_ops *ops, char *why,
			 size_t size);

#endif
