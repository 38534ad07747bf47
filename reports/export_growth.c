// SPDX-License-Identifier: GPL-2.0-or-later
/* export_growth.c - what was drawn against a parameter, and its fit, as JSON. */
#include "reports/curves.h"
#include "reports/export.h"

/* As in export_json.c: a NULL value is refused, and seen in the end */
static void set(json_t *o, const char *key, json_t *value)
{
	json_object_set_new(o, key, value);
}

static json_t *points_array(const struct brg_curve *c)
{
	json_t *v = json_array();

	for (size_t i = 0; i < c->nr_points; i++)
		json_array_append_new(v, json_pack("{s:f,s:f,s:f,s:f}", "x",
			c->point[i].x, "median", c->point[i].median, "min",
			c->point[i].min, "max", c->point[i].max));
	return v;
}

static json_t *fit_object(const struct brg_growth_fit *fit)
{
	return json_pack("{s:f,s:f,s:f,s:f,s:f,s:f}", "base", fit->base,
			 "base_error", fit->base_error, "slope", fit->slope,
			 "slope_error", fit->slope_error, "error", fit->error,
			 "error_predicted", fit->predicted);
}

static json_t *curve_object(const struct brg_panel *p,
			    const struct brg_curve *c)
{
	json_t *o = json_object(), *fits = json_object();

	set(o, "workload", json_string(p->axis->workload));
	set(o, "parameter", json_string(p->axis->key));
	set(o, "metric", json_string(p->axis->metric));
	if (p->axis->count)
		set(o, "divided_into", json_string(p->axis->count));
	set(o, "params", brg_export_pairs(p->shape->params,
					  p->shape->nr_params));
	json_object_del(json_object_get(o, "params"), p->axis->key);
	json_object_del(json_object_get(o, "params"), "lock");
	for (size_t i = 0; i < 2 && p->axis->split[i]; i++)
		json_object_del(json_object_get(o, "params"),
				p->axis->split[i]);
	set(o, "run", json_integer((json_int_t)p->run));
	set(o, "label", json_string(c->label));
	set(o, "points", points_array(c));
	set(o, "x_unit", json_real(p->n_unit));
	for (int m = 0; c->has_growth && m < BRG_NR_GROWTH; m++)
		set(fits, brg_growth_name((enum brg_growth_model)m),
		    fit_object(&c->growth.fit[m]));
	set(o, "fits", fits);
	if (c->has_growth && c->growth.known)
		set(o, "model", json_string(brg_growth_name(c->growth.model)));
	return o;
}

json_t *brg_export_growth(const struct brg_analysis *a)
{
	json_t *v = json_array();
	struct brg_panel p;

	for (size_t run = 0; run < a->nr_runs; run++)
		for (size_t k = 0; k < brg_nr_axes; k++)
			for (size_t i = 0; i < a->nr_shapes; i++) {
				if (brg_panel_make(a, &brg_axes[k],
						   &a->shapes[i], run, &p))
					continue;
				for (size_t c = 0; c < p.nr_curves; c++)
					json_array_append_new(v, curve_object(
						&p, &p.curve[c]));
				brg_panel_free(&p);
			}
	return v;
}
