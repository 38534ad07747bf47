// SPDX-License-Identifier: GPL-2.0-or-later
/* export_json.c - an analysis as JSON. */
#include <string.h>

#include "reports/export.h"

/* Setting members never fails half-way: jansson refuses NULL values, and the
 * caller sees a NULL object in the end */
static void set(json_t *o, const char *key, json_t *value)
{
	json_object_set_new(o, key, value);
}

json_t *brg_export_pairs(const struct brg_pair *pairs, size_t nr)
{
	json_t *o = json_object();

	for (size_t i = 0; i < nr; i++)
		set(o, pairs[i].key, pairs[i].text ?
			    json_string(pairs[i].text) :
			    json_real(pairs[i].number));
	return o;
}

static json_t *series_object(const struct brg_series *s)
{
	json_t *o = json_object(), *v = json_array();

	for (size_t i = 0; i < s->n; i++)
		json_array_append_new(v, json_real(s->v[i]));
	set(o, "repetitions", v);
	set(o, "median", json_real(s->median));
	set(o, "low", json_real(s->ci.low));
	set(o, "high", json_real(s->ci.high));
	set(o, "level", json_real(s->ci.level));
	return o;
}

static json_t *comparison_object(const struct brg_comparison *c)
{
	json_t *o = json_object();

	set(o, "verdict", json_string(brg_verdict_name(c->verdict)));
	set(o, "ratio", json_real(c->ratio));
	set(o, "low", json_real(c->ci.low));
	set(o, "high", json_real(c->ci.high));
	set(o, "level", json_real(c->ci.level));
	set(o, "p", json_real(c->p));
	set(o, "repetitions", json_integer((json_int_t)c->nr_x));
	set(o, "reference_repetitions", json_integer((json_int_t)c->nr_base));
	return o;
}

static json_t *samples_object(const struct brg_row *row)
{
	const struct brg_summary *s = &row->pooled;
	json_t *o = json_object();

	set(o, "count", json_integer((json_int_t)row->nr_samples));
	set(o, "min", json_integer((json_int_t)s->min));
	set(o, "p50", json_integer((json_int_t)s->p50));
	set(o, "p90", json_integer((json_int_t)s->p90));
	set(o, "p99", json_integer((json_int_t)s->p99));
	set(o, "p999", json_integer((json_int_t)s->p999));
	set(o, "max", json_integer((json_int_t)s->max));
	set(o, "mean", json_real(s->mean));
	return o;
}

/* NULL where nothing was recorded */
static json_t *beside_object(const struct brg_row *row)
{
	json_t *o = NULL;

	for (size_t i = 0; i < BRG_NR_BESIDE; i++) {
		if (row->beside[i] < 0)
			continue;
		o = o ? o : json_object();
		set(o, brg_beside_names[i], json_real(row->beside[i]));
	}
	return o;
}

static json_t *cost_object(const struct brg_cost *c)
{
	json_t *o = json_object();

	set(o, "faults", json_real(c->faults));
	set(o, "wait", json_real(c->wait));
	set(o, "check", json_real(c->check));
	set(o, "insert", json_real(c->insert));
	set(o, "rest", json_real(c->rest));
	set(o, "total", json_real(c->total));
	return o;
}

static json_t *row_object(const struct brg_shape *shape,
			  const struct brg_row *row)
{
	const struct brg_pair *lock = brg_pair_find(row->cell->params,
						    row->cell->nr_params,
						    "lock");
	json_t *o = json_object(), *figures = json_object();
	json_t *against = json_object(), *beside = beside_object(row);

	set(o, "run", json_integer((json_int_t)row->run));
	set(o, "cell", json_string(row->cell->id));
	set(o, "target", json_string(row->cell->target));
	set(o, "variant", json_string(row->cell->variant));
	set(o, "label", json_string(row->label));
	if (lock && lock->text)
		set(o, "lock", json_string(lock->text));
	for (size_t i = 0; i < BRG_NR_OF; i++) {
		if (row->of[i].n)
			set(figures, brg_of_names[i],
			    series_object(&row->of[i]));
		if (row->has_vs[i])
			set(against, brg_of_names[i],
			    comparison_object(&row->vs[i]));
	}
	set(o, "figures", figures);
	if (row->baseline >= 0) {
		set(o, "reference",
		    json_string(shape->rows[row->baseline].label));
		set(o, "against_reference", against);
	} else {
		json_decref(against);
	}
	if (row->nr_samples)
		set(o, "samples", samples_object(row));
	if (beside)
		set(o, "beside", beside);
	if (row->has_cost)
		set(o, "cost_of_a_faulting_touch", cost_object(&row->cost));
	if (row->reason) {
		set(o, "skipped", json_integer(row->nr_skipped));
		set(o, "failed", json_integer(row->nr_failed));
		set(o, "reason", json_string(row->reason));
	}
	return o;
}

static json_t *run_object(const struct brg_analysis *a, size_t index)
{
	const struct brg_run *run = &a->runs[index];
	json_t *o = json_object(), *warnings = json_array();

	set(o, "path", json_string(run->path));
	set(o, "id", json_string(run->id));
	set(o, "kernel", json_string(run->release));
	set(o, "evidence", json_string(brg_evidence_names[run->evidence]));
	set(o, "unit", json_string(run->unit == BRG_UNIT_TSC ? "tsc" :
							       "instructions"));
	set(o, "tsc_hz", json_real(run->tsc_hz));
	set(o, "complete", json_boolean(run->finished));
	set(o, "records", json_integer((json_int_t)run->nr_records));
	for (size_t i = 0; i < run->nr_warnings; i++)
		json_array_append_new(warnings, json_string(run->warnings[i]));
	set(o, "warnings", warnings);
	if (a->floors[index].known) {
		json_t *floor = json_object();

		set(floor, "p50", json_real(a->floors[index].p50));
		set(floor, "p99", json_real(a->floors[index].p99));
		set(o, "harness_floor", floor);
	}
	if (run->floor_subtracted)
		set(o, "floor_subtracted",
		    json_integer((json_int_t)run->floor_subtracted));
	return o;
}

json_t *brg_export_json(const struct brg_analysis *a)
{
	json_t *o = json_object(), *runs = json_array();
	json_t *shapes = json_array();

	for (size_t i = 0; i < a->nr_runs; i++)
		json_array_append_new(runs, run_object(a, i));
	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *s = &a->shapes[i];
		json_t *shape = json_object(), *rows = json_array();

		set(shape, "workload", json_string(s->workload));
		set(shape, "params", brg_export_pairs(s->params, s->nr_params));
		json_object_del(json_object_get(shape, "params"), "lock");
		for (size_t j = 0; j < s->nr_rows; j++)
			json_array_append_new(rows, row_object(s, &s->rows[j]));
		set(shape, "rows", rows);
		json_array_append_new(shapes, shape);
	}
	set(o, "format", json_string("barrage-analysis"));
	set(o, "version", json_integer(1));
	set(o, "level", json_real(a->level));
	set(o, "margin", json_real(a->margin));
	set(o, "runs", runs);
	set(o, "shapes", shapes);
	set(o, "growth", brg_export_growth(a));
	if (a->nr_runs > 1)
		set(o, "between", brg_export_between(a));
	return o;
}
