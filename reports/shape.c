// SPDX-License-Identifier: GPL-2.0-or-later
/* shape.c - what cells have in common: order, families, parameters. */
#include <string.h>

#include "reports/analysis.h"

/* What a workload is swept over to see how its cost grows */
static const struct {
	const char *workload, *key;
} scaling_keys[] = {
	{ "vma-scaling", "vmas" },
	{ "vma-lookup", "vmas" },
	{ "alignment", "align" },
	{ "access", "width" },
	{ "memory-lock", "readers" },
	{ "revoke", "attachments" },
};

const char *brg_scaling_key(const char *workload)
{
	for (size_t i = 0; i < sizeof(scaling_keys) / sizeof(scaling_keys[0]);
	     i++)
		if (!strcmp(scaling_keys[i].workload, workload))
			return scaling_keys[i].key;
	return "size";
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

/* The flavour of memory_lock belongs to the row, beside the strategy */
static bool is_apart(const struct brg_pair *p, const char *const *but)
{
	for (; *but; but++)
		if (!strcmp(p->key, *but))
			return true;
	return !strcmp(p->key, "lock");
}

int brg_shape_compare_but(const struct brg_shape *a, const struct brg_shape *b,
			  const char *const *but)
{
	size_t i = 0, j = 0;
	int ret = strcmp(a->workload, b->workload);

	while (!ret && (i < a->nr_params || j < b->nr_params)) {
		if (i < a->nr_params && is_apart(&a->params[i], but)) {
			i++;
			continue;
		}
		if (j < b->nr_params && is_apart(&b->params[j], but)) {
			j++;
			continue;
		}
		if (i == a->nr_params || j == b->nr_params)
			return i == a->nr_params ? -1 : 1;
		ret = compare_pairs(&a->params[i++], &b->params[j++]);
	}
	return ret;
}

int brg_shape_compare(const struct brg_shape *a, const struct brg_shape *b)
{
	const char *key = brg_scaling_key(a->workload);
	int ret = brg_shape_compare_but(a, b, (const char *[]){ key, NULL });
	double x, y;

	if (ret)
		return ret;
	x = brg_param(a, key, 0);
	y = brg_param(b, key, 0);
	return x < y ? -1 : x > y;
}

void brg_shape_number_families(struct brg_analysis *a)
{
	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *s = &a->shapes[i];

		const char *but[] = { brg_scaling_key(s->workload), NULL };

		if (i && brg_shape_compare_but(s - 1, s, but))
			a->nr_families++;
		a->shapes[i].family = a->nr_families;
	}
	a->nr_families += a->nr_shapes > 0;
}

/* The section that all rows of a shape come from, or NULL */
static const char *job_of(const struct brg_shape *s)
{
	for (size_t j = 0; j < s->nr_rows; j++)
		if (!s->rows[j].job || strcmp(s->rows[j].job, s->rows[0].job))
			return NULL;
	return s->nr_rows ? s->rows[0].job : NULL;
}

/* Is every shape of @s's workload a section of its own? */
static bool named_apart(const struct brg_analysis *a, const struct brg_shape *s)
{
	size_t others = 0;

	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *x = &a->shapes[i];
		const char *job = job_of(x);

		if (strcmp(x->workload, s->workload))
			continue;
		if (!job)
			return false;
		others += x != s;
		for (size_t k = 0; k < i; k++)
			if (!strcmp(a->shapes[k].workload, s->workload) &&
			    !strcmp(a->shapes[k].rows[0].job, job))
				return false;
	}
	return others > 0;
}

void brg_shape_name_all(struct brg_analysis *a)
{
	for (size_t i = 0; i < a->nr_shapes; i++)
		if (named_apart(a, &a->shapes[i]))
			a->shapes[i].name = job_of(&a->shapes[i]);
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

bool brg_shape_sampled(const struct brg_shape *shape)
{
	bool sampled = false;

	for (size_t i = 0; i < shape->nr_rows; i++) {
		if (shape->rows[i].of[BRG_OF_PAGE].n)
			return false;
		sampled |= shape->rows[i].of[BRG_OF_P50].n > 0;
	}
	return sampled && strcmp(shape->workload, "null");
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
	const char *key = brg_scaling_key(shape->workload);
	size_t runs = runs_of(a, shape);
	double x = brg_param(shape, key, 0);

	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *other = &a->shapes[i];
		size_t n = runs_of(a, other);

		if (other->family == shape->family &&
		    (n > runs ||
		     (n == runs && brg_param(other, key, 0) > x)))
			return false;
	}
	return true;
}
