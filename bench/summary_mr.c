// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * summary_mr.c - registration as overhead and growth with size, as people who
 * configure communication libraries want it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/summary.h"
#include "lib/cleanup.h"
#include "lib/growth.h"

/** struct points - registration by size; room for a value of each record */
struct points {
	double *size, *ticks;
	size_t nr;
};

static bool is_size(const struct brg_param *p)
{
	return !strcmp(p->key->name, "size");
}

static bool same_value(const struct brg_param *p, const struct brg_param *q)
{
	return p->number == q->number &&
	       (p->text == q->text ||
		(p->text && q->text && !strcmp(p->text, q->text)));
}

/* The same but for the size? */
static bool alike(const struct brg_cell *a, const struct brg_cell *b)
{
	if (a->workload != b->workload || a->target != b->target ||
	    strcmp(a->variant, b->variant) || a->nr_params != b->nr_params)
		return false;
	for (size_t i = 0; i < a->nr_params; i++) {
		const struct brg_param *p = &a->params[i], *q = &b->params[i];

		if (p->key != q->key ||
		    (!is_size(p) && !same_value(p, q)))
			return false;
	}
	return true;
}

static void gather(struct points *points, const struct brg_cell *cell,
		   const json_t *records)
{
	const json_t *record, *metric;
	size_t i;

	json_array_foreach(records, i, record) {
		const char *id =
			json_string_value(json_object_get(record, "cell"));

		metric = json_object_get(json_object_get(record, "metrics"),
					 "register");
		if (!id || strcmp(id, cell->id) || json_integer_value(metric) < 1)
			continue;
		points->size[points->nr] =
			(double)brg_param_number(cell, "size");
		points->ticks[points->nr++] =
			(double)json_integer_value(metric);
	}
}

/* "mr barrage:page mode=pinned": without the size */
static void name_of(const struct brg_cell *cell, char *buf, size_t size)
{
	char *from, *to;

	brg_cell_text(cell, buf, size);
	from = strstr(buf, " size=");
	if (!from)
		return;
	to = strchr(from + 1, ' ');
	memmove(from, to ? to : "", to ? strlen(to) + 1 : 1);
}

static void print(const struct brg_cell *cell, const struct points *points,
		  uint64_t hz)
{
	const struct brg_growth_fit *fit;
	struct brg_growth growth;
	char name[512];

	if (brg_growth_fit(points->size, points->ticks, points->nr, 0, &growth))
		return;
	fit = &growth.fit[BRG_GROWTH_LINEAR];
	name_of(cell, name, sizeof(name));
	if (hz)
		printf("registration, %s: UCX_IB_MEM_REG_OVERHEAD=%.3fus UCX_IB_MEM_REG_GROWTH=%.6fns (+-%.0f%% of what was measured)\n",
		       name, fit->base * 1e6 / (double)hz,
		       fit->slope * 1e9 / (double)hz, 100 * fit->error);
	else
		printf("registration, %s: %.0f insn + %.6f insn/byte (+-%.0f%% of what was measured; UCX wants times)\n",
		       name, fit->base, fit->slope, 100 * fit->error);
}

static bool seen(const struct brg_plan *plan, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (alike(&plan->cells[j], &plan->cells[i]))
			return true;
	return false;
}

void brg_summary_print_registration(const struct brg_plan *plan,
				    const json_t *records, uint64_t hz)
{
	size_t most = json_array_size(records);
	_cleanup_free_ double *size = calloc(most + 1, sizeof(*size));
	_cleanup_free_ double *ticks = calloc(most + 1, sizeof(*ticks));

	if (!size || !ticks)
		return;
	for (size_t i = 0; i < plan->nr_cells; i++) {
		struct points points = { size, ticks, 0 };

		if (strcmp(plan->cells[i].workload->name, "mr") ||
		    seen(plan, i))
			continue;
		for (size_t j = i; j < plan->nr_cells; j++)
			if (alike(&plan->cells[i], &plan->cells[j]))
				gather(&points, &plan->cells[j], records);
		print(&plan->cells[i], &points, hz);
	}
}
