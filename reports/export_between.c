// SPDX-License-Identifier: GPL-2.0-or-later
/* export_between.c - several runs against the first, as JSON. */
#include <string.h>

#include "reports/between.h"
#include "reports/export.h"

/* As in export_json.c: a NULL value is refused, and seen in the end */
static void set(json_t *o, const char *key, json_t *value)
{
	json_object_set_new(o, key, value);
}

static json_t *columns_array(const struct brg_analysis *a,
			     const struct brg_columns *cols)
{
	json_t *v = json_array();

	for (size_t c = 0; c < cols->nr; c++) {
		const struct brg_column *column = &cols->column[c];
		json_t *o = json_object(), *runs = json_array();

		for (size_t i = 0; i < column->nr_runs; i++)
			json_array_append_new(runs, json_integer(
				(json_int_t)column->run[i]));
		set(o, "kernel",
		    json_string(a->runs[column->run[0]].release));
		set(o, "runs", runs);
		json_array_append_new(v, o);
	}
	return v;
}

static json_t *change_object(const struct brg_change *ch, size_t column)
{
	json_t *o = json_object();

	set(o, "column", json_integer((json_int_t)column));
	set(o, "label", json_string(ch->row->label));
	set(o, "cell", json_string(ch->row->cell->id));
	set(o, "run", json_integer((json_int_t)ch->row->run));
	set(o, "base_run", json_integer((json_int_t)ch->base->run));
	set(o, "workload", json_string(ch->row->cell->workload));
	set(o, "figure", json_string(brg_of_names[ch->of]));
	set(o, "verdict", json_string(brg_verdict_name(ch->c.verdict)));
	set(o, "ratio", json_real(ch->c.ratio));
	set(o, "low", json_real(ch->c.ci.low));
	set(o, "high", json_real(ch->c.ci.high));
	set(o, "level", json_real(ch->c.ci.level));
	set(o, "p", json_real(ch->c.p));
	return o;
}

/* Return: 0, -ENOMEM */
static int add_shape(json_t *v, const struct brg_analysis *a,
		     const struct brg_columns *cols,
		     const struct brg_shape *shape)
{
	for (size_t j = 0; j < shape->nr_rows; j++)
		for (size_t c = 1; c < cols->nr; c++) {
			struct brg_change ch;
			int ret;

			if (!brg_first_of_label(shape, j))
				continue;
			ret = brg_change_of(a, cols, c, shape,
					    shape->rows[j].label, &ch);
			if (ret)
				return ret;
			if (ch.compared)
				json_array_append_new(v,
						      change_object(&ch, c));
		}
	return 0;
}

json_t *brg_export_between(const struct brg_analysis *a)
{
	json_t *o = json_object(), *changes = json_array();
	struct brg_columns cols;
	int ret = 0;

	brg_columns_of(a, &cols);
	for (size_t i = 0; i < a->nr_shapes && !ret; i++)
		if (brg_shape_compared(&cols, &a->shapes[i]))
			ret = add_shape(changes, a, &cols, &a->shapes[i]);
	set(o, "columns", columns_array(a, &cols));
	set(o, "changes", changes);
	if (!ret)
		return o;
	json_decref(o);
	return NULL;
}
