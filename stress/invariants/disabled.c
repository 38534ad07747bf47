// SPDX-License-Identifier: GPL-2.0-or-later
/* disabled.c - while memory decoding is off no access completes. */
#include "stress/invariant.h"

static enum brg_judgement judge(const struct brg_access *x)
{
	if (!brg_view_surely(&x->before, &x->after, BRG_OFF))
		return BRG_SAYS_NOTHING;
	return x->signal ? BRG_HOLDS : BRG_BROKEN;
}

const struct brg_invariant brg_inv_disabled = {
	.name = "disabled",
	.claim = "no access completes wholly between the return of a disable and the next enable",
	.source = "abafbc551fdd (\"vfio-pci: Invalidate mmaps and block MMIO access on disabled memory\"); kmod/uapi/barrage.h, BRG_MEMORY",
	.title = "an access completed while memory was disabled",
	.access = judge,
};
