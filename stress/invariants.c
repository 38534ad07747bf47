// SPDX-License-Identifier: GPL-2.0-or-later
/* invariants.c - the list, and what is common to all. */
#include "stress/invariant.h"

#include <string.h>

#include "stress/setup.h"
#include "stress/stamp.h"

extern const struct brg_invariant brg_inv_stamps;
extern const struct brg_invariant brg_inv_disabled;
extern const struct brg_invariant brg_inv_enabled;
extern const struct brg_invariant brg_inv_signals;
extern const struct brg_invariant brg_inv_gone;
extern const struct brg_invariant brg_inv_contents;
extern const struct brg_invariant brg_inv_counters;
extern const struct brg_invariant brg_inv_command;
extern const struct brg_invariant brg_inv_reset;
extern const struct brg_invariant brg_inv_results;
extern const struct brg_invariant brg_inv_leaks;
extern const struct brg_invariant brg_inv_kmemleak;
extern const struct brg_invariant brg_inv_claimed;
extern const struct brg_invariant brg_inv_interrupts;
extern const struct brg_invariant brg_inv_revoked;
extern const struct brg_invariant brg_inv_ptes;
extern const struct brg_invariant brg_inv_shareable;
extern const struct brg_invariant brg_inv_bounds;
extern const struct brg_invariant brg_inv_kernel;

const struct brg_invariant *const brg_invariants[] = {
	&brg_inv_stamps,
	&brg_inv_disabled,
	&brg_inv_enabled,
	&brg_inv_signals,
	&brg_inv_gone,
	&brg_inv_contents,
	&brg_inv_shareable,
	&brg_inv_counters,
	&brg_inv_command,
	&brg_inv_reset,
	&brg_inv_results,
	&brg_inv_leaks,
	&brg_inv_kmemleak,
	&brg_inv_claimed,
	&brg_inv_interrupts,
	&brg_inv_revoked,
	&brg_inv_ptes,
	&brg_inv_bounds,
	&brg_inv_kernel,
	NULL,
};

void brg_checked(struct brg_actor *a, const char *invariant)
{
	for (unsigned int i = 0; brg_invariants[i]; i++)
		if (!strcmp(brg_invariants[i]->name, invariant))
			a->arena->checked[i]++;
}

static void report(struct brg_actor *a, const struct brg_invariant *inv,
		   const struct brg_access *x)
{
	static const char *const kinds[] = { "read", "write", "straddling read",
					     "copy by the kernel" };
	uint64_t page = (x->offset + x->at) / BRG_PAGE;
	char whose[80] = "not stamped";

	if (x->dev->stamped && !x->signal)
		brg_stamp_explain(x->dev, x->value, whose, sizeof(whose));
	brg_wrong(a, inv->name, inv->title,
		  "%s of page 0x%jx of %s BAR %u%s: signal %d, value 0x%jx (%s), memory phase %ju..%ju, mapping of %ju pages from page 0x%jx at %p",
		  kinds[x->kind], (uintmax_t)page, x->dev->target.address,
		  x->dev->bar, a->proc->child ? " by a forked child" : "",
		  x->signal, (uintmax_t)x->value, whose,
		  (uintmax_t)x->before.phase, (uintmax_t)x->after.phase,
		  (uintmax_t)((x->hi - x->lo) / BRG_PAGE),
		  (uintmax_t)((x->offset + x->lo) / BRG_PAGE),
		  (void *)x->addr);
}

void brg_invariants_access(struct brg_actor *a, const struct brg_access *x)
{
	for (unsigned int i = 0; brg_invariants[i]; i++) {
		const struct brg_invariant *inv = brg_invariants[i];
		enum brg_judgement said = BRG_SAYS_NOTHING;

		if (inv->access)
			said = inv->access(x);
		if (said != BRG_SAYS_NOTHING)
			a->arena->checked[i]++;
		if (said == BRG_BROKEN)
			report(a, inv, x);
	}
}

#define FOR_EACH_DEVICE(hook)						\
	do {								\
		for (unsigned int d = 0; d < a->setup->nr_devs; d++)	\
			for (unsigned int i = 0; brg_invariants[i]; i++) \
				if (brg_invariants[i]->hook)		\
					brg_invariants[i]->hook(	\
						a, &a->setup->dev[d]);	\
	} while (0)

void brg_invariants_begin(struct brg_actor *a)
{
	FOR_EACH_DEVICE(begin);
}

void brg_invariants_quiet(struct brg_actor *a)
{
	FOR_EACH_DEVICE(quiet);
}

void brg_invariants_end(struct brg_actor *a)
{
	FOR_EACH_DEVICE(end);
}

void brg_invariants_restore(struct brg_actor *a)
{
	FOR_EACH_DEVICE(restore);
}
