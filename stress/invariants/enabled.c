// SPDX-License-Identifier: GPL-2.0-or-later
/* enabled.c - while memory decoding is on no access ends in SIGBUS. */
#include <signal.h>

#include "stress/invariant.h"

static enum brg_judgement judge(const struct brg_access *x)
{
	if (!brg_view_surely(&x->before, &x->after, BRG_ON) ||
	    !brg_view_sharp(&x->before, &x->after))
		return BRG_SAYS_NOTHING;
	if (!brg_access_may(x) || x->bind_epoch != x->after.bind_epoch)
		return BRG_SAYS_NOTHING;
	if (x->refault == BRG_STAYS_EMPTY &&
	    x->zap_epoch != x->after.zap_epoch)
		return BRG_SAYS_NOTHING;
	return x->signal == SIGBUS ? BRG_BROKEN : BRG_HOLDS;
}

const struct brg_invariant brg_inv_enabled = {
	.name = "enabled",
	.claim = "an access gets SIGBUS only if memory was, or may have been, disabled while it lasted",
	.source = "v7.3 drivers/vfio/pci/vfio_pci_core.c, vfio_pci_mmap_huge_fault(): SIGBUS for memory that is not enabled, else it waits",
	.title = "SIGBUS while memory was enabled",
	.access = judge,
};
