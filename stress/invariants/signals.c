// SPDX-License-Identifier: GPL-2.0-or-later
/* signals.c - a mapped page gives SIGBUS or nothing, an unmapped SIGSEGV. */
#include <signal.h>

#include "stress/invariant.h"

static enum brg_judgement judge(const struct brg_access *x)
{
	bool may = brg_access_may(x);

	/* the kernel says EFAULT for either */
	if (x->kind == BRG_BY_KERNEL)
		return !may && !x->signal ? BRG_BROKEN : BRG_SAYS_NOTHING;
	if (may)
		return x->signal && x->signal != SIGBUS ? BRG_BROKEN :
							   BRG_HOLDS;
	/* partly inside: either */
	if (x->kind == BRG_STRADDLE && x->at + 8 > x->lo && x->at < x->hi)
		return x->signal ? BRG_SAYS_NOTHING : BRG_BROKEN;
	return x->signal == SIGSEGV ? BRG_HOLDS : BRG_BROKEN;
}

const struct brg_invariant brg_inv_signals = {
	.name = "signals",
	.claim = "accesses to mapped pages give SIGBUS or none, to others and against the protection SIGSEGV",
	.source = "mmap(2), mprotect(2)",
	.title = "an access ended in another signal than it must",
	.access = judge,
};
