// SPDX-License-Identifier: GPL-2.0-or-later
/* gate_export.c - a comparison of two runs as JSON and CSV. */
#include <string.h>

#include "lib/options.h"
#include "reports/export.h"
#include "reports/gate_show.h"

/* As in export_json.c: a NULL value is refused, and seen in the end */
static void set(json_t *o, const char *key, json_t *value)
{
	json_object_set_new(o, key, value);
}

static json_t *run_object(const struct brg_run *run)
{
	json_t *o = json_object();

	set(o, "path", json_string(run->path));
	set(o, "id", json_string(run->id));
	set(o, "kernel", json_string(run->release));
	set(o, "evidence", json_string(brg_evidence_names[run->evidence]));
	set(o, "complete", json_boolean(run->finished));
	return o;
}

static json_t *side_object(const struct brg_gate_pair *p, int side)
{
	json_t *o = json_object(), *v = json_array();

	for (size_t i = 0; i < p->n[side]; i++)
		json_array_append_new(v, json_real(p->v[side][i]));
	set(o, "repetitions", v);
	if (p->n[side])
		set(o, "median", json_real(p->median[side]));
	return o;
}

static const struct brg_run_cell *cell_of(const struct brg_gate_pair *p)
{
	return p->base ? p->base->cell : p->new->cell;
}

static json_t *pair_object(const struct brg_gate_pair *p)
{
	const struct brg_run_cell *cell = cell_of(p);
	json_t *o = json_object();

	set(o, "cell", json_string(cell->id));
	set(o, "workload", json_string(cell->workload));
	set(o, "target", json_string(cell->target));
	set(o, "variant", json_string(cell->variant));
	set(o, "params", brg_export_pairs(cell->params, cell->nr_params));
	set(o, "metric", json_string(p->metric));
	set(o, "unit", json_string(brg_gate_unit(p)));
	set(o, "state", json_string(brg_gate_state_name(p->state)));
	set(o, "base", side_object(p, 0));
	set(o, "new", side_object(p, 1));
	if (brg_gate_reason(p)[0])
		set(o, "reason", json_string(brg_gate_reason(p)));
	if (p->state != BRG_GATE_COMPARED)
		return o;
	set(o, "verdict", json_string(brg_verdict_name(p->c.verdict)));
	if (p->c.ratio > 0) {
		set(o, "ratio", json_real(p->c.ratio));
		set(o, "low", json_real(p->c.ci.low));
		set(o, "high", json_real(p->c.ci.high));
		set(o, "level", json_real(p->c.ci.level));
		if (!p->c.repeatable)
			set(o, "p_corrected", json_real(p->c.p));
	}
	return o;
}

static json_t *counts_object(const struct brg_gate *g)
{
	json_t *o = json_object();

	for (size_t i = 0; i < BRG_GATE_NR_STATES; i++)
		set(o, brg_gate_state_name((enum brg_gate_state)i),
		    json_integer((json_int_t)g->nr_of_state[i]));
	for (size_t i = 0; i <= BRG_VERDICT_SLOWER; i++)
		set(o, brg_verdict_name((enum brg_verdict)i),
		    json_integer((json_int_t)g->nr_of_verdict[i]));
	return o;
}

json_t *brg_gate_json(const struct brg_gate_report *r)
{
	const struct brg_gate *g = r->g;
	json_t *o = json_object(), *pairs = json_array(), *env = json_array();
	char text[2 * BRG_TEXT];

	for (size_t i = 0; i < g->nr_pairs; i++)
		json_array_append_new(pairs, pair_object(&g->pairs[i]));
	for (size_t i = 0; i < r->nr_differences; i++) {
		json_t *d = json_object();

		set(d, "name", json_string(r->differences[i].name));
		set(d, "base", json_string(r->differences[i].text[0]));
		set(d, "new", json_string(r->differences[i].text[1]));
		json_array_append_new(env, d);
	}
	set(o, "format", json_string("barrage-comparison"));
	set(o, "version", json_integer(1));
	set(o, "exit", json_integer(brg_gate_exit(g)));
	set(o, "result", json_string(brg_gate_result(text, g)));
	set(o, "forced", json_boolean(r->forced));
	set(o, "level", json_real(g->how.level));
	set(o, "threshold", json_real(g->how.threshold));
	set(o, "repetitions_needed", json_integer((json_int_t)g->nr_needed));
	set(o, "counts", counts_object(g));
	set(o, "base", run_object(&g->a->runs[0]));
	set(o, "new", run_object(&g->a->runs[1]));
	set(o, "pairs", pairs);
	set(o, "environment", env);
	return o;
}

static void csv_params(FILE *f, const struct brg_run_cell *cell)
{
	char text[1024] = "";
	size_t at = 0;

	for (size_t i = 0; i < cell->nr_params && at < sizeof(text); i++) {
		const struct brg_pair *p = &cell->params[i];
		int n = p->text ?
			snprintf(text + at, sizeof(text) - at, "%s%s=%s",
				 i ? ";" : "", p->key, p->text) :
			snprintf(text + at, sizeof(text) - at, "%s%s=%.17g",
				 i ? ";" : "", p->key, p->number);

		at += n > 0 ? (size_t)n : 0;
	}
	brg_csv_text(f, text);
}

static void csv_number(FILE *f, bool known, double v)
{
	fputc(',', f);
	if (known)
		fprintf(f, "%.10g", v);
}

static void csv_pair(FILE *f, const struct brg_gate_pair *p)
{
	const struct brg_run_cell *cell = cell_of(p);
	bool compared = p->state == BRG_GATE_COMPARED;
	bool ratio = compared && p->c.ratio > 0;

	fprintf(f, "%s,", cell->id);
	brg_csv_text(f, cell->workload);
	fputc(',', f);
	brg_csv_text(f, cell->target);
	fputc(',', f);
	brg_csv_text(f, cell->variant);
	fputc(',', f);
	csv_params(f, cell);
	fputc(',', f);
	brg_csv_text(f, p->metric);
	fprintf(f, ",%s,%zu,%zu", brg_gate_unit(p), p->n[0], p->n[1]);
	csv_number(f, p->n[0], p->median[0]);
	csv_number(f, p->n[1], p->median[1]);
	csv_number(f, ratio, p->c.ratio);
	csv_number(f, ratio, p->c.ci.low);
	csv_number(f, ratio, p->c.ci.high);
	csv_number(f, ratio, p->c.ci.level);
	csv_number(f, ratio && !p->c.repeatable, p->c.p);
	fprintf(f, ",%s,%s,", brg_gate_state_name(p->state),
		compared ? brg_verdict_name(p->c.verdict) : "");
	brg_csv_text(f, brg_gate_reason(p));
	fputs("\r\n", f);
}

void brg_gate_write_csv(FILE *f, const struct brg_gate_report *r)
{
	fputs("cell,workload,target,variant,params,metric,unit,base_repetitions,new_repetitions,base,new,ratio,ratio_low,ratio_high,ratio_level,p_corrected,state,verdict,reason\r\n",
	      f);
	for (size_t i = 0; i < r->g->nr_pairs; i++)
		csv_pair(f, &r->g->pairs[i]);
}
