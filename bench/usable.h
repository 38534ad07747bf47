/* SPDX-License-Identifier: GPL-2.0-or-later */
/* usable.h - which targets this machine can serve, found out by opening each
 * once before anything is measured. */
#ifndef BRG_BENCH_USABLE_H
#define BRG_BENCH_USABLE_H

#include "bench/plan.h"

/**
 * struct brg_binding - the function of a run and who has it
 * @address: PCI function
 * @found: driver it had at the start, "" for none
 * @journaled: it had been bound by barrage before, which is not ours to undo
 * @keep: do not change drivers (--no-bind)
 * @force: take it from a foreign driver
 * @changed: something has to be put back
 */
struct brg_binding {
	char address[32];
	char found[64];
	bool journaled;
	bool keep, force;
	bool changed;
};

/** brg_binding_start - note who has @address. Return: 0, -errno. */
int brg_binding_start(struct brg_binding *binding, const struct brg_pci *pci);

/** brg_binding_want - bind to the driver @ops needs, if it is not.
 * Return: 0, -errno with @why. */
int brg_binding_want(struct brg_binding *binding,
		     const struct brg_target_ops *ops, char *why,
		     size_t why_size);

/** brg_binding_finish - put back what was found; says so if it fails */
void brg_binding_finish(struct brg_binding *binding);

#define BRG_USABLE_MAX 64

/** struct brg_usable - one row per target and variant of the plan
 * @reason: why not, or ""
 * @error: negative errno of it
 */
struct brg_usable {
	struct {
		const struct brg_target_ops *ops;
		const char *variant;
		int error;
		char reason[512];
	} row[BRG_USABLE_MAX];
	size_t nr;
	bool barrage_opened;
};

/** brg_usable_find_out - open each target of the plan once.
 * Return: 0 if at least one can be used, or none is needed; otherwise the
 * first error, -EINVAL (unknown strategy) above all, with @why. */
int brg_usable_find_out(struct brg_usable *usable, const struct brg_plan *plan,
			struct brg_binding *binding, char *why,
			size_t why_size);

/** brg_usable_reason - why the target of @cell cannot be used, or NULL */
const char *brg_usable_reason(const struct brg_usable *usable,
			      const struct brg_cell *cell);

#endif
