// SPDX-License-Identifier: GPL-2.0-or-later
/* workload.c - the list of workloads, and what trials of all of them share. */
#include "bench/workload.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const struct brg_workload *const brg_workloads[] = {
	&brg_workload_access,
	&brg_workload_alignment,
	&brg_workload_attach,
	&brg_workload_export,
	&brg_workload_fault,
	&brg_workload_fork,
	&brg_workload_import_map,
	&brg_workload_iommu_dmabuf,
	&brg_workload_iommu_map,
	&brg_workload_map,
	&brg_workload_memory_lock,
	&brg_workload_mr,
	&brg_workload_mr_invalidate,
	&brg_workload_null,
	&brg_workload_p2p_copy,
	&brg_workload_reset,
	&brg_workload_revoke,
	&brg_workload_rw,
	&brg_workload_toggle,
	&brg_workload_vma_lookup,
	&brg_workload_vma_scaling,
	&brg_workload_zap,
	NULL,
};

const struct brg_workload *brg_workload_find(const char *name)
{
	for (size_t i = 0; brg_workloads[i]; i++)
		if (!strcmp(brg_workloads[i]->name, name))
			return brg_workloads[i];
	return NULL;
}

const struct brg_param *brg_cell_param(const struct brg_cell *cell,
				       const char *name)
{
	for (size_t i = 0; i < cell->nr_params; i++)
		if (!strcmp(cell->params[i].key->name, name))
			return &cell->params[i];
	assert(!"a workload asks for a key that is not in its table");
	return NULL;
}

uint64_t brg_param_number(const struct brg_cell *cell, const char *name)
{
	return brg_cell_param(cell, name)->number;
}

bool brg_cell_is(const struct brg_cell *cell, const char *name,
		 const char *text)
{
	return !strcmp(brg_cell_param(cell, name)->text, text);
}

void brg_metric(struct brg_result *result, const char *name, uint64_t value)
{
	struct brg_metric *m = &result->metrics[result->nr_metrics];

	assert(result->nr_metrics < BRG_MAX_METRICS);
	snprintf(m->name, sizeof(m->name), "%s", name);
	m->value = value;
	result->nr_metrics++;
}

void brg_metric_mean(struct brg_result *result, const char *name, uint64_t sum,
		     uint64_t n)
{
	if (n)
		brg_metric(result, name, sum / n);
}

static void end_with(struct brg_result *result, enum brg_status status,
		     const char *fmt, va_list args)
{
	result->status = status;
	vsnprintf(result->reason, sizeof(result->reason), fmt, args);
}

int brg_skip(struct brg_result *result, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	end_with(result, BRG_TRIAL_SKIPPED, fmt, args);
	va_end(args);
	return -1;
}

int brg_fail(struct brg_result *result, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	end_with(result, BRG_TRIAL_FAILED, fmt, args);
	va_end(args);
	return -1;
}
