// SPDX-License-Identifier: GPL-2.0-or-later
/* analysis.c - from runs to shapes, rows and verdicts. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "reports/analysis.h"

/* Names for people, in the order shown; any other target keeps its own name
 * and follows */
static const struct {
	const char *target, *label;
	bool upstream;
} known_targets[] = {
	{ "vfio-group", "vfio-pci (group)", true },
	{ "vfio-cdev", "vfio-pci (cdev)", true },
	{ "sysfs", "sysfs resourceN", false },
};

#define NR_TARGETS (sizeof(known_targets) / sizeof(known_targets[0]))

static void name_target(struct brg_row *row)
{
	const struct brg_run_cell *c = row->cell;

	for (size_t i = 0; i < NR_TARGETS; i++) {
		if (strcmp(c->target, known_targets[i].target))
			continue;
		snprintf(row->label, sizeof(row->label), "%s",
			 known_targets[i].label);
		row->is_upstream = known_targets[i].upstream;
		return;
	}
	if (!strcmp(c->workload, "null"))
		snprintf(row->label, sizeof(row->label), "harness floor");
	else
		snprintf(row->label, sizeof(row->label), "%s%s%s", c->target,
			 c->variant[0] ? ":" : "", c->variant);
}

static void name_row(struct brg_row *row)
{
	const struct brg_pair *lock = brg_pair_find(row->cell->params,
						    row->cell->nr_params,
						    "lock");
	size_t at;

	name_target(row);
	at = strlen(row->label);
	if (lock && lock->text)
		snprintf(row->label + at, sizeof(row->label) - at, ", %s",
			 lock->text);
}

static size_t place_of(const struct brg_row *row)
{
	size_t i;

	for (i = 0; i < NR_TARGETS; i++)
		if (!strcmp(row->cell->target, known_targets[i].target))
			break;
	return i;
}

/* Upstream first, as all others are compared with it; then by name and run */
static int by_row(const void *a, const void *b)
{
	const struct brg_row *x = a, *y = b;
	size_t px = place_of(x), py = place_of(y);
	int ret = px < py ? -1 : px > py;

	if (!ret)
		ret = strcmp(x->label, y->label);
	return ret ? ret : x->run < y->run ? -1 : x->run > y->run;
}

static int by_shape(const void *a, const void *b)
{
	return brg_shape_compare(a, b);
}

static struct brg_shape *shape_of(struct brg_analysis *a,
				  const struct brg_run_cell *cell)
{
	const struct brg_pair *size = brg_pair_find(cell->params,
						    cell->nr_params, "size");
	struct brg_shape new = {
		.workload = cell->workload,
		.params = cell->params,
		.nr_params = cell->nr_params,
		.size_bytes = size && !size->text ? size->number : 0,
	};
	struct brg_shape *grown;

	for (size_t i = 0; i < a->nr_shapes; i++)
		if (!brg_shape_compare(&a->shapes[i], &new))
			return &a->shapes[i];
	grown = reallocarray(a->shapes, a->nr_shapes + 1, sizeof(*grown));
	if (!grown)
		return NULL;
	a->shapes = grown;
	a->shapes[a->nr_shapes] = new;
	return &a->shapes[a->nr_shapes++];
}

static int add_row(struct brg_analysis *a, size_t run,
		   const struct brg_run_cell *cell)
{
	struct brg_shape *shape = shape_of(a, cell);
	struct brg_row *grown, *row;

	if (!shape)
		return -ENOMEM;
	grown = reallocarray(shape->rows, shape->nr_rows + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	shape->rows = grown;
	row = &grown[shape->nr_rows++];
	*row = (struct brg_row){ .run = run, .cell = cell, .baseline = -1 };
	name_row(row);
	return 0;
}

static void find_floor(struct brg_analysis *a, struct brg_row *row)
{
	const struct brg_series *p50 = &row->of[BRG_OF_P50];
	struct brg_floor *f = &a->floors[row->run];

	if (!p50->n || (f->known && f->row->nr_samples >= row->nr_samples))
		return;
	*f = (struct brg_floor){
		.known = true, .p50 = p50->median,
		.p99 = row->of[BRG_OF_P99].median,
		.spread = p50->max - p50->min, .row = row,
	};
}

static bool has_figures(const struct brg_row *row, size_t run)
{
	return row->run == run && row->of[brg_row_figure(row)].n;
}

/* Upstream's lock on our own driver: what other flavours are held against
 * where upstream itself was not measured */
static bool has_upstream_lock(const struct brg_row *row)
{
	const struct brg_pair *lock = brg_pair_find(row->cell->params,
						    row->cell->nr_params,
						    "lock");

	return lock && lock->text && !strcmp(lock->text, "rwsem");
}

/* The first upstream row of the run; all others are held against it */
static int find_baseline(const struct brg_shape *shape, size_t run)
{
	for (size_t i = 0; i < shape->nr_rows; i++)
		if (shape->rows[i].is_upstream &&
		    has_figures(&shape->rows[i], run))
			return (int)i;
	for (size_t i = 0; i < shape->nr_rows; i++)
		if (has_upstream_lock(&shape->rows[i]) &&
		    has_figures(&shape->rows[i], run))
			return (int)i;
	return -1;
}

static int compare_row(struct brg_analysis *a, struct brg_shape *shape,
		       struct brg_row *row)
{
	struct brg_compare_how how = {
		.level = a->level,
		.margin = a->margin,
		.repeatable = a->runs[row->run].unit == BRG_UNIT_INSTRUCTIONS,
	};
	const struct brg_row *base;

	row->baseline = find_baseline(shape, row->run);
	row->is_reference = row->baseline >= 0 &&
			    &shape->rows[row->baseline] == row;
	if (row->baseline < 0 || row->is_reference) {
		row->baseline = -1;
		return 0;
	}
	base = &shape->rows[row->baseline];
	for (size_t i = 0; i < BRG_NR_OF; i++) {
		bool sampled = i == BRG_OF_P50 || i == BRG_OF_P99;
		int ret;

		how.resolution = sampled ? a->floors[row->run].spread : 0;
		ret = brg_compare(base->of[i].v, base->of[i].n, row->of[i].v,
				  row->of[i].n, &how, &row->vs[i]);
		if (ret == -ENOMEM)
			return ret;
		row->has_vs[i] = !ret;
	}
	a->nr_comparisons += row->has_vs[brg_row_figure(row)] && !shape->timed;
	return 0;
}

static bool param_is(const struct brg_shape *shape, const char *key,
		     const char *text)
{
	const struct brg_pair *p = brg_pair_find(shape->params,
						 shape->nr_params, key);

	return p && p->text && !strcmp(p->text, text);
}

static void finish_shape(struct brg_analysis *a, struct brg_shape *shape)
{
	qsort(shape->rows, shape->nr_rows, sizeof(*shape->rows), by_row);
	shape->timed = param_is(shape, "timing", "on");
	for (size_t i = 0; i < shape->nr_rows; i++)
		if (!strcmp(shape->workload, "null"))
			find_floor(a, &shape->rows[i]);
}

/* All mappings together, however many touches */
static double pages_of(const struct brg_shape *shape)
{
	double maps = param_is(shape, "mapping", "separate") ?
		brg_param(shape, "threads", 1) : 1;

	return maps * shape->size_bytes / BRG_PAGE;
}

static int measure_rows(struct brg_analysis *a, struct brg_shape *shape)
{
	int ret = 0;

	for (size_t i = 0; i < shape->nr_rows && !ret; i++)
		ret = brg_row_measure(a, &shape->rows[i], pages_of(shape));
	return ret;
}

int brg_analyse(struct brg_run *runs, size_t nr_runs, double level,
		double margin, struct brg_analysis *out)
{
	struct brg_analysis *a = out;
	int ret = 0;

	*a = (struct brg_analysis){ .runs = runs, .nr_runs = nr_runs,
				    .level = level, .margin = margin,
				    .seed = 1 };
	a->floors = calloc(nr_runs, sizeof(*a->floors));
	if (!a->floors)
		ret = -ENOMEM;
	for (size_t r = 0; r < nr_runs && !ret; r++)
		for (size_t c = 0; c < runs[r].nr_cells && !ret; c++)
			ret = add_row(a, r, &runs[r].cells[c]);
	if (!ret && a->nr_shapes)
		qsort(a->shapes, a->nr_shapes, sizeof(*a->shapes), by_shape);
	brg_shape_number_families(a);
	for (size_t i = 0; i < a->nr_shapes && !ret; i++)
		ret = measure_rows(a, &a->shapes[i]);
	for (size_t i = 0; i < a->nr_shapes && !ret; i++)
		finish_shape(a, &a->shapes[i]);
	if (!ret)
		brg_shape_name_all(a);
	for (size_t i = 0; i < a->nr_shapes && !ret; i++)
		for (size_t j = 0; j < a->shapes[i].nr_rows && !ret; j++)
			ret = compare_row(a, &a->shapes[i],
					  &a->shapes[i].rows[j]);
	if (ret)
		brg_analysis_free(a);
	return ret;
}

void brg_analysis_free(struct brg_analysis *a)
{
	for (size_t i = 0; i < a->nr_shapes; i++) {
		for (size_t j = 0; j < a->shapes[i].nr_rows; j++)
			brg_row_free(&a->shapes[i].rows[j]);
		free(a->shapes[i].rows);
	}
	free(a->shapes);
	free(a->floors);
	*a = (struct brg_analysis){ 0 };
}

const struct brg_row *brg_row_in(const struct brg_shape *shape, size_t run,
				 const char *label)
{
	for (size_t i = 0; i < shape->nr_rows; i++)
		if (shape->rows[i].run == run &&
		    !strcmp(shape->rows[i].label, label))
			return &shape->rows[i];
	return NULL;
}

enum brg_of brg_row_figure(const struct brg_row *row)
{
	return row->of[BRG_OF_PAGE].n ? BRG_OF_PAGE :
	       row->of[BRG_OF_WALK].n ? BRG_OF_WALK : BRG_OF_P50;
}
