// SPDX-License-Identifier: GPL-2.0-or-later
/* usable.c - try targets before measuring, and change drivers for them. */
#include "bench/usable.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/bind.h"
#include "lib/module.h"
#include "lib/msg.h"
#include "lib/sysfs.h"

int brg_binding_start(struct brg_binding *binding, const struct brg_pci *pci)
{
	snprintf(binding->address, sizeof(binding->address), "%s",
		 pci->address);
	snprintf(binding->found, sizeof(binding->found), "%s", pci->driver);
	/* lib/bind.h: where a binding of ours leaves its journal */
	binding->journaled = brg_sysfs_exists("/run/barrage/bind/%s.json",
					      pci->address);
	return 0;
}

static void bound_to(const struct brg_binding *binding, char *buf, size_t size)
{
	if (brg_sysfs_link(buf, size, "/sys/bus/pci/devices/%s/driver",
			   binding->address))
		buf[0] = '\0';
}

int brg_binding_want(struct brg_binding *binding,
		     const struct brg_target_ops *ops, char *why,
		     size_t why_size)
{
	struct brg_bind_opts opts = { .force = binding->force };
	const char *want = ops->driver ? ops->driver : "";
	char now[64];
	int ret;

	bound_to(binding, now, sizeof(now));
	if (!strcmp(now, want))
		return 0;
	if (binding->keep) {
		snprintf(why, why_size,
			 "%s: cannot open by %s: driver %s has it, not %s (without --no-bind it would be bound)",
			 binding->address, ops->name, now[0] ? now : "none",
			 want[0] ? want : "none");
		return -EBUSY;
	}
	binding->changed = true;
	ret = brg_bind(binding->address, ops->driver, &opts, why, why_size);
	return ret;
}

void brg_binding_finish(struct brg_binding *binding)
{
	struct brg_bind_opts opts = { .force = binding->force };
	char why[1024], now[64];
	int ret = 0;

	if (!binding->changed)
		return;
	bound_to(binding, now, sizeof(now));
	if (!binding->journaled)
		ret = brg_bind_restore(binding->address, why, sizeof(why));
	else if (strcmp(now, binding->found))
		ret = brg_bind(binding->address,
			       binding->found[0] ? binding->found : NULL, &opts,
			       why, sizeof(why));
	binding->changed = false;
	if (ret)
		brg_error("%s", why);
}

static int try_target(struct brg_binding *binding,
		      const struct brg_target_ops *ops, const char *variant,
		      char *why, size_t why_size)
{
	struct brg_target_spec spec = { binding->address,
					variant[0] ? variant : NULL };
	struct brg_target target;
	int ret = brg_binding_want(binding, ops, why, why_size);

	if (ret)
		return ret;
	ret = brg_target_open(&target, ops, &spec);
	if (ret) {
		snprintf(why, why_size, "%s", target.error);
		return ret;
	}
	brg_target_close(&target);
	if (strcmp(ops->name, "barrage") || !brg_module_has_bugs())
		return 0;
	snprintf(why, why_size,
		 "%s: cannot measure by barrage: the module was built with injectable bugs (build it without BRG_BUGS=1)",
		 binding->address);
	return -EOPNOTSUPP;
}

static bool known(const struct brg_usable *usable, const struct brg_cell *cell)
{
	for (size_t i = 0; i < usable->nr; i++)
		if (usable->row[i].ops == cell->target &&
		    !strcmp(usable->row[i].variant, cell->variant))
			return true;
	return false;
}

static void find_one(struct brg_usable *usable, const struct brg_cell *cell,
		     struct brg_binding *binding)
{
	__typeof__(&usable->row[0]) row = &usable->row[usable->nr++];

	row->ops = cell->target;
	row->variant = cell->variant;
	row->error = try_target(binding, row->ops, row->variant, row->reason,
				sizeof(row->reason));
	if (!row->error && !strcmp(row->ops->name, "barrage"))
		usable->barrage_opened = true;
}

/* One line for each reason, however many targets share it */
static void warn(const struct brg_usable *usable)
{
	for (size_t i = 0; i < usable->nr; i++) {
		size_t j = 0;

		if (!usable->row[i].error)
			continue;
		while (strcmp(usable->row[j].reason, usable->row[i].reason))
			j++;
		if (j == i)
			brg_warn("%s; cells that need it are skipped",
				 usable->row[i].reason);
	}
}

/* A name that does not exist is the user's mistake, and stops everything;
 * what this machine lacks only leaves a gap, unless nothing is left. */
static int verdict(const struct brg_usable *usable, char *why, size_t why_size)
{
	int first = 0;
	size_t good = 0;

	for (size_t i = 0; i < usable->nr; i++) {
		int error = usable->row[i].error;

		good += !error;
		if (error && (!first || (error == -EINVAL && first != -EINVAL))) {
			first = error;
			snprintf(why, why_size, "%s", usable->row[i].reason);
		}
	}
	if (first == -EINVAL || (first && !good))
		return first;
	warn(usable);
	return 0;
}

int brg_usable_find_out(struct brg_usable *usable, const struct brg_plan *plan,
			struct brg_binding *binding, char *why,
			size_t why_size)
{
	memset(usable, 0, sizeof(*usable));
	/* In the order of trials, so that drivers change as rarely. */
	for (size_t i = 0; i < plan->nr_trials; i++) {
		const struct brg_cell *cell = plan->trials[i].cell;

		if (!cell->target || known(usable, cell))
			continue;
		if (usable->nr == BRG_USABLE_MAX) {
			snprintf(why, why_size,
				 "cannot plan: more than %d targets",
				 BRG_USABLE_MAX);
			return -E2BIG;
		}
		find_one(usable, cell, binding);
	}
	return verdict(usable, why, why_size);
}

const char *brg_usable_reason(const struct brg_usable *usable,
			      const struct brg_cell *cell)
{
	for (size_t i = 0; i < usable->nr; i++)
		if (usable->row[i].ops == cell->target &&
		    !strcmp(usable->row[i].variant, cell->variant))
			return usable->row[i].error ? usable->row[i].reason :
						      NULL;
	return NULL;
}
