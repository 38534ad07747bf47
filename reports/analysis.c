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

static void name_row(struct brg_row *row)
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

static int compare_pairs(const struct brg_pair *a, const struct brg_pair *b)
{
	int ret = brg_pair_order(a->key, b->key);

	if (ret)
		return ret;
	if (a->text || b->text)
		return !a->text ? -1 : !b->text ? 1 : strcmp(a->text, b->text);
	return a->number < b->number ? -1 : a->number > b->number;
}

/* Order of shapes: workload, then all parameters but size, then size */
static int compare_shapes(const struct brg_shape *a, const struct brg_shape *b,
			  bool with_size)
{
	size_t i = 0, j = 0;
	int ret = strcmp(a->workload, b->workload);

	while (!ret && (i < a->nr_params || j < b->nr_params)) {
		if (i < a->nr_params && !strcmp(a->params[i].key, "size")) {
			i++;
			continue;
		}
		if (j < b->nr_params && !strcmp(b->params[j].key, "size")) {
			j++;
			continue;
		}
		if (i == a->nr_params || j == b->nr_params)
			return i == a->nr_params ? -1 : 1;
		ret = compare_pairs(&a->params[i++], &b->params[j++]);
	}
	if (!ret && with_size)
		ret = a->size_bytes < b->size_bytes ? -1 :
						a->size_bytes > b->size_bytes;
	return ret;
}

static int by_shape(const void *a, const void *b)
{
	return compare_shapes(a, b, true);
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
		if (!compare_shapes(&a->shapes[i], &new, true))
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

/* The first upstream row of the run; all others are held against it */
static int find_baseline(const struct brg_shape *shape, size_t run)
{
	for (size_t i = 0; i < shape->nr_rows; i++)
		if (shape->rows[i].is_upstream && shape->rows[i].run == run &&
		    shape->rows[i].of[brg_row_figure(&shape->rows[i])].n)
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
	if (row->baseline < 0 || &shape->rows[row->baseline] == row) {
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

static void number_families(struct brg_analysis *a)
{
	for (size_t i = 0; i < a->nr_shapes; i++) {
		if (i && compare_shapes(&a->shapes[i - 1], &a->shapes[i],
					false))
			a->nr_families++;
		a->shapes[i].family = a->nr_families;
	}
	a->nr_families += a->nr_shapes > 0;
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
	number_families(a);
	for (size_t i = 0; i < a->nr_shapes && !ret; i++)
		ret = measure_rows(a, &a->shapes[i]);
	for (size_t i = 0; i < a->nr_shapes && !ret; i++)
		finish_shape(a, &a->shapes[i]);
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

double brg_param(const struct brg_shape *shape, const char *key,
		 double missing)
{
	const struct brg_pair *p = brg_pair_find(shape->params,
						 shape->nr_params, key);

	return p && !p->text ? p->number : missing;
}

bool brg_param_varies(const struct brg_analysis *a, const char *workload,
		      const char *key)
{
	const struct brg_pair *first = NULL;
	bool seen = false;

	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *s = &a->shapes[i];
		const struct brg_pair *p = brg_pair_find(s->params,
							 s->nr_params, key);

		if (strcmp(s->workload, workload))
			continue;
		if (seen && (!p != !first || (p && compare_pairs(p, first))))
			return true;
		seen = true;
		first = p;
	}
	return false;
}

enum brg_of brg_row_figure(const struct brg_row *row)
{
	return row->of[BRG_OF_PAGE].n ? BRG_OF_PAGE :
	       row->of[BRG_OF_WALK].n ? BRG_OF_WALK : BRG_OF_P50;
}

bool brg_shape_sampled(const struct brg_shape *shape)
{
	bool sampled = false;

	for (size_t i = 0; i < shape->nr_rows; i++) {
		if (shape->rows[i].of[BRG_OF_WALK].n)
			return false;
		sampled |= shape->rows[i].of[BRG_OF_P50].n > 0;
	}
	return sampled;
}

bool brg_shape_measured(const struct brg_shape *shape, size_t run)
{
	for (size_t i = 0; i < shape->nr_rows; i++)
		if (shape->rows[i].run == run &&
		    shape->rows[i].of[brg_row_figure(&shape->rows[i])].n)
			return true;
	return false;
}

static size_t runs_of(const struct brg_analysis *a,
		      const struct brg_shape *shape)
{
	size_t n = 0;

	for (size_t run = 0; run < a->nr_runs; run++)
		n += brg_shape_measured(shape, run);
	return n;
}

bool brg_shape_represents(const struct brg_analysis *a,
			  const struct brg_shape *shape)
{
	size_t runs = runs_of(a, shape);

	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *other = &a->shapes[i];
		size_t n = runs_of(a, other);

		if (other->family == shape->family &&
		    (n > runs ||
		     (n == runs && other->size_bytes > shape->size_bytes)))
			return false;
	}
	return true;
}
