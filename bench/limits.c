// SPDX-License-Identifier: GPL-2.0-or-later
/* limits.c - which workload runs on which target, and why not. */
#include "bench/limits.h"

#include <stdio.h>
#include <string.h>

#include "lib/exporter.h"

bool brg_limit_no_export(const struct brg_target_ops *ops)
{
	const struct brg_target target = { .ops = ops };

	return !brg_exporter_for(&target);
}

bool brg_limit_no_call(const struct brg_target_ops *ops)
{
	return !ops->bar_access;
}

bool brg_limit_no_combining(const struct brg_target_ops *ops)
{
	return !ops->map_combined;
}

bool brg_limit_no_timing(const struct brg_target_ops *ops)
{
	return !ops->timing;
}

bool brg_limit_no_lock_times(const struct brg_target_ops *ops)
{
	return !ops->lock_times;
}

bool brg_limit_no_lookup(const struct brg_target_ops *ops)
{
	return !ops->lookup;
}

bool brg_limit_no_dma(const struct brg_target_ops *ops)
{
	return !ops->dma_map;
}

bool brg_limit_no_memory(const struct brg_target_ops *ops)
{
	return !ops->memory;
}

bool brg_limit_no_pages(const struct brg_target_ops *ops)
{
	return !ops->pages;
}

bool brg_limit_fills(const struct brg_target_ops *ops)
{
	return ops->fills;
}

/* Whether @limit is about @ops with strategy @variant */
static bool about(const struct brg_limit *limit,
		  const struct brg_target_ops *ops, const char *variant)
{
	if (limit->variant)
		return ops->has_variants && !strcmp(limit->variant, variant);
	return limit->of(ops);
}

static bool applies(const struct brg_limit *limit, const struct brg_cell *cell)
{
	if (!limit->key)
		return true;
	return limit->value ? brg_cell_is(cell, limit->key, limit->value) :
			      brg_param_number(cell, limit->key) > 0;
}

const struct brg_limit *brg_limit_find(const struct brg_cell *cell)
{
	const struct brg_limit *limit = cell->workload->limits;

	for (; cell->target && limit && limit->why; limit++)
		if (applies(limit, cell) &&
		    about(limit, cell->target, cell->variant))
			return limit;
	return NULL;
}

/* Whatever its keys say */
static const struct brg_limit *never(const struct brg_workload *workload,
				     const struct brg_target_ops *ops)
{
	const struct brg_limit *limit = workload->limits;

	for (; limit && limit->why; limit++)
		if (!limit->key && about(limit, ops, ""))
			return limit;
	return NULL;
}

static void print_runs_on(const struct brg_workload *workload)
{
	const struct brg_target_ops *ops;

	fputs("      on", stdout);
	if (!workload->needs_target)
		fputs(" no device", stdout);
	for (unsigned int i = 0; workload->needs_target &&
				 (ops = brg_target_at(i)); i++)
		if (!never(workload, ops))
			printf(" %s", ops->name);
	putchar('\n');
}

/* "not KEY = VALUE on A, B (why)"; nothing where it is about no target */
static void print_limit(const struct brg_limit *limit)
{
	const char *variant = limit->variant ? limit->variant : "";
	const struct brg_target_ops *ops;
	bool any = false;

	for (unsigned int i = 0; (ops = brg_target_at(i)); i++) {
		if (!about(limit, ops, variant))
			continue;
		if (!any && limit->key)
			printf("      not %s %s %s on", limit->key,
			       limit->value ? "=" : "above",
			       limit->value ? limit->value : "0");
		else if (!any)
			fputs("      not on", stdout);
		printf("%s %s%s%s", any ? "," : "", ops->name,
		       variant[0] ? ":" : "", variant);
		any = true;
	}
	if (any)
		printf(" (%s)\n", limit->why);
}

static void print_limits(const struct brg_workload *workload)
{
	const struct brg_limit *limit = workload->limits;

	for (; limit && limit->why; limit++)
		print_limit(limit);
}

void brg_workloads_print(void)
{
	for (size_t i = 0; brg_workloads[i]; i++) {
		printf("%s\n      %s\n", brg_workloads[i]->name,
		       brg_workloads[i]->summary);
		print_runs_on(brg_workloads[i]);
		print_limits(brg_workloads[i]);
	}
	puts("\nWhat a kernel, an architecture or a device cannot do is found out when it is\n"
	     "tried: such a cell is skipped, and its record says why.");
}
