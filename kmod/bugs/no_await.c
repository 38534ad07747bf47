// SPDX-License-Identifier: GPL-2.0-only
/* no_await.c - importers are told to unmap, and nobody waits. */
#include "bug.h"
#include "exp_priv.h"

static void brg_await_nobody(struct brg_exp *exp, unsigned long deadline)
{
	struct brg_exps *exps = &exp->bdev->exps;

	spin_lock(&exps->lock);
	if (exp->state == BRG_EXP_REVOKING)
		brg_exp_state_set(exp, BRG_EXP_REVOKED);
	spin_unlock(&exps->lock);
}

const struct brg_bug brg_bug_no_await = {
	.name = "no-await",
	.id = "D8",
	.title = "revocation does not wait for importers that unmap late",
	.origin = "1a8a5227f229: wait for importers after the notification",
	.mechanism = "an importer still has addresses of a function that does not decode",
	.interleaving = "memory off with an importer that takes its time",
	.detector = "revoked",
	.harm = "corrupts",
	.kernels = "all",
	.strategy = "page",
	.supported = true,
	.steps = { .await = brg_await_nobody },
};
