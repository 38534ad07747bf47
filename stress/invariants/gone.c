// SPDX-License-Identifier: GPL-2.0-or-later
/* gone.c - nothing completes through a mapping older than the binding. */
#include "stress/invariant.h"

static enum brg_judgement judge(const struct brg_access *x)
{
	if (x->bind_epoch == x->before.bind_epoch)
		return BRG_SAYS_NOTHING;
	return x->signal ? BRG_HOLDS : BRG_BROKEN;
}

const struct brg_invariant brg_inv_gone = {
	.name = "gone",
	.claim = "once unbind has returned, no access through an older mapping completes, also after the function is bound again",
	.source = "ARCHITECTURE.md, Unbinding",
	.title = "an access completed after the function was unbound",
	.access = judge,
};
