// SPDX-License-Identifier: GPL-2.0-or-later
/* curves.c - collect what a drawing against a parameter is made of. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/curves.h"
#include "reports/format.h"

bool brg_panel_key_is_bytes(const struct brg_axis *axis)
{
	static const char *const keys[] = { "size", "populated", "align",
					    "width" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!strcmp(axis->key, keys[i]))
			return true;
	return false;
}

static bool is_of(const struct brg_axis *axis, const struct brg_shape *s)
{
	return !strcmp(s->workload, axis->workload) && !s->timed &&
	       brg_param(s, axis->key, 0) > 0;
}

static bool in_panel(const struct brg_panel *p, const struct brg_shape *s)
{
	const char *but[] = { p->axis->key, p->axis->split[0],
			      p->axis->split[1], NULL };

	return is_of(p->axis, s) && !brg_shape_compare_but(s, p->shape, but);
}

/* The first of its panel stands for it */
static bool stands_for_it(const struct brg_analysis *a,
			  const struct brg_panel *p)
{
	for (size_t i = 0; i < a->nr_shapes; i++)
		if (in_panel(p, &a->shapes[i]))
			return &a->shapes[i] == p->shape;
	return false;
}

/* A value of one repetition, or -1 */
static double value_of(const struct brg_axis *axis, const struct brg_record *t)
{
	double v;

	if (t->status != BRG_RECORD_OK)
		return -1;
	if (!strcmp(axis->metric, "p50"))
		v = t->nr_samples ? (double)t->summary.p50 : -1;
	else
		v = brg_record_metric(t, axis->metric, -1);
	if (!axis->count)
		return v;
	return v > 0 ? brg_record_metric(t, axis->count, 0) / v : -1;
}

static int add_value(struct brg_curve *c, double n, double y)
{
	if (c->nr == c->room) {
		size_t room = c->room ? 2 * c->room : 16;
		double *grown = reallocarray(c->n, room, sizeof(*grown));

		if (grown)
			c->n = grown;
		grown = grown ? reallocarray(c->y, room, sizeof(*grown)) : NULL;
		if (!grown)
			return -ENOMEM;
		c->y = grown;
		c->room = room;
	}
	c->n[c->nr] = n;
	c->y[c->nr++] = y;
	return 0;
}

static bool is_split(const struct brg_axis *axis, const char *key)
{
	for (size_t i = 0; i < 2 && axis->split[i]; i++)
		if (!strcmp(axis->split[i], key))
			return true;
	return false;
}

static void name_curve(const struct brg_axis *axis, const struct brg_row *row,
		       char *buf, size_t size)
{
	const struct brg_run_cell *cell = row->cell;
	size_t at = (size_t)snprintf(buf, size, "%s", row->label);

	for (size_t i = 0; i < cell->nr_params && at < size; i++) {
		const struct brg_pair *p = &cell->params[i];
		int n = 0;

		if (!is_split(axis, p->key))
			continue;
		if (p->text)
			n = snprintf(buf + at, size - at, ", %s", p->text);
		else
			n = snprintf(buf + at, size - at, ", %s %.15g", p->key,
				     p->number);
		at += n > 0 ? (size_t)n : 0;
	}
}

static struct brg_curve *curve_of(struct brg_panel *p,
				  const struct brg_row *row)
{
	char label[128];

	name_curve(p->axis, row, label, sizeof(label));
	for (size_t i = 0; i < p->nr_curves; i++)
		if (!strcmp(p->curve[i].label, label))
			return &p->curve[i];
	if (p->nr_curves == BRG_MAX_CURVES)
		return NULL;
	p->curve[p->nr_curves].row = row;
	memcpy(p->curve[p->nr_curves].label, label, sizeof(label));
	return &p->curve[p->nr_curves++];
}

static int add_row(const struct brg_analysis *a, struct brg_panel *p,
		   const struct brg_row *row, double x)
{
	const struct brg_run *run = &a->runs[p->run];
	size_t cell = (size_t)(row->cell - run->cells), before;
	struct brg_curve *c = NULL;
	struct brg_point *grown;
	int ret = 0;

	for (size_t i = 0; i < run->nr_records && !ret; i++) {
		double y = run->records[i].cell == cell ?
			   value_of(p->axis, &run->records[i]) : -1;

		if (!(y > 0))
			continue;
		if (!c) {
			c = curve_of(p, row);
			if (!c)
				return 0;
			before = c->nr;
		}
		ret = add_value(c, x / p->n_unit, y);
	}
	if (ret || !c)
		return ret;
	grown = reallocarray(c->point, c->nr_points + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	c->row = row;
	c->point = grown;
	grown += c->nr_points++;
	*grown = (struct brg_point){ .x = x, .min = INFINITY };
	for (size_t i = before; i < c->nr; i++) {
		grown->min = fmin(grown->min, c->y[i]);
		grown->max = fmax(grown->max, c->y[i]);
	}
	return brg_median(c->y + before, c->nr - before, &grown->median);
}

static int fit(const struct brg_analysis *a, struct brg_panel *p)
{
	for (size_t i = 0; i < p->nr_curves && !p->axis->count; i++) {
		struct brg_curve *c = &p->curve[i];
		int ret = brg_growth_fit(c->n, c->y, c->nr, a->margin,
					 &c->growth);

		if (ret == -ENOMEM)
			return ret;
		c->has_growth = !ret;
	}
	return 0;
}

static bool enough(const struct brg_panel *p)
{
	size_t least = p->axis->least ? p->axis->least : 3;

	for (size_t i = 0; i < p->nr_curves; i++)
		if (p->curve[i].nr_points >= least)
			return true;
	return false;
}

int brg_panel_make(const struct brg_analysis *a, const struct brg_axis *axis,
		   const struct brg_shape *shape, size_t run,
		   struct brg_panel *out)
{
	struct brg_panel *p = out;
	int ret = 0;

	*p = (struct brg_panel){ .axis = axis, .shape = shape, .run = run,
				 .n_unit = 1 };
	if (brg_panel_key_is_bytes(axis) && !axis->each_byte)
		p->n_unit = BRG_PAGE;
	if (!is_of(axis, shape) || !stands_for_it(a, p))
		return -ENOENT;
	for (size_t i = 0; i < a->nr_shapes; i++)
		for (size_t j = 0; in_panel(p, &a->shapes[i]) &&
		     j < a->shapes[i].nr_rows && !ret; j++)
			if (a->shapes[i].rows[j].run == run)
				ret = add_row(a, p, &a->shapes[i].rows[j],
					      brg_param(&a->shapes[i],
							axis->key, 0));
	if (!ret && !enough(p))
		ret = -ENOENT;
	if (!ret)
		ret = fit(a, p);
	if (ret)
		brg_panel_free(p);
	return ret;
}

void brg_panel_free(struct brg_panel *p)
{
	for (size_t i = 0; i < p->nr_curves; i++) {
		free(p->curve[i].point);
		free(p->curve[i].n);
		free(p->curve[i].y);
	}
	*p = (struct brg_panel){ .nr_curves = 0 };
}

const char *brg_panel_title(char *buf, const struct brg_analysis *a,
			    const struct brg_panel *p)
{
	char words[BRG_TEXT];
	size_t at = (size_t)snprintf(buf, BRG_TEXT, "%.100s", p->axis->title);
	const char *before = ": ";

	for (size_t i = 0; i < p->shape->nr_params; i++) {
		const struct brg_pair *q = &p->shape->params[i];
		int n;

		if (!strcmp(q->key, p->axis->key) || !strcmp(q->key, "lock") ||
		    is_split(p->axis, q->key) ||
		    !strcmp(q->key, "timing") ||
		    (!strcmp(q->key, "offset") && !q->text &&
		     !(q->number > 0)) ||
		    !brg_param_varies(a, p->shape->workload, q->key))
			continue;
		n = snprintf(buf + at, BRG_TEXT - at, "%s%s", before,
			     brg_param_text(words, q));
		if (n < 0 || (size_t)n >= BRG_TEXT - at)
			break;
		at += (size_t)n;
		before = ", ";
	}
	return buf;
}
