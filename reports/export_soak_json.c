// SPDX-License-Identifier: GPL-2.0-or-later
/* export_soak_json.c - runs of barrage stress as JSON. */
#include <string.h>

#include "lib/clock.h"
#include "reports/export_soak.h"
#include "reports/html_soak.h"
#include "reports/soak_memory.h"

static void set(json_t *o, const char *key, json_t *value)
{
	json_object_set_new(o, key, value);
}

static void set_count(json_t *o, const char *key, uint64_t n)
{
	set(o, key, json_integer((json_int_t)n));
}

static json_t *op_object(const struct brg_soak_op *op)
{
	json_t *o = json_object();
	char seed[32];

	set(o, "name", json_string(op->name));
	for (int r = 0; r < BRG_SOAK_RESULTS; r++)
		set_count(o, brg_soak_result_names[r], op->by[r]);
	if (op->summary_max_us)
		set_count(o, "max_us", op->summary_max_us);
	if (!op->lines)
		return o;
	set_count(o, "timed", op->lines);
	set_count(o, "p50_us", op->p50_us);
	set_count(o, "p99_us", op->p99_us);
	set_count(o, "slowest_us", op->max_us);
	set(o, "slowest_at_s", json_real(op->slow_s));
	set_count(o, "slowest_stage", op->slow_stage);
	set_count(o, "slowest_worker", op->slow_worker);
	snprintf(seed, sizeof(seed), "0x%jx", (uintmax_t)op->slow_seed);
	set(o, "slowest_seed", json_string(seed));
	return o;
}

static json_t *bin_object(const struct brg_soak_bin *bin)
{
	json_t *o = json_object();

	set(o, "from_s", json_real(bin->from_s));
	set(o, "to_s", json_real(bin->to_s));
	for (int r = 0; r < BRG_SOAK_RESULTS; r++)
		set_count(o, brg_soak_result_names[r], bin->by[r]);
	set_count(o, "p50_us", bin->p50_us);
	set_count(o, "p99_us", bin->p99_us);
	set_count(o, "max_us", bin->max_us);
	return o;
}

/* What the summary has of a stage is in it, too, but for its operations. */
static json_t *stage_object(const struct brg_soak_stage *st)
{
	json_t *o = st->summary ? json_copy((json_t *)st->summary) :
				  json_object();
	json_t *bins = json_array();

	json_object_del(o, "ops");
	set(o, "target", json_string(st->target));
	set(o, "lock", json_string(st->lock));
	set(o, "from_s", json_real(st->from_s));
	set(o, "to_s", json_real(st->to_s));
	set_count(o, "journal_lines", st->lines);
	for (size_t i = 0; i < st->nr_bins; i++)
		json_array_append_new(bins, bin_object(&st->bin[i]));
	set(o, "over_time", bins);
	return o;
}

static json_t *column_object(const struct brg_soak_memory *m,
			     const struct brg_soak_column *c)
{
	json_t *o = json_object();

	set(o, "name", json_string(c->name));
	set(o, "first_kib", json_real(c->kib[0]));
	set(o, "last_kib", json_real(c->kib[m->nr - 1]));
	set(o, "growth", json_string(brg_soak_growth_name(c->growth)));
	if (!c->has_trend)
		return o;
	set(o, "kib_per_hour", json_real(c->trend.slope));
	set(o, "error", json_real(c->trend.error));
	set(o, "low", json_real(c->trend.low));
	set(o, "high", json_real(c->trend.high));
	set(o, "level_kib", json_real(c->trend.mean));
	return o;
}

static json_t *memory_object(const struct brg_soak_memory *m)
{
	json_t *o = json_object(), *columns = json_array();

	set_count(o, "samples", m->nr);
	set_count(o, "fitted", m->nr - m->fitted);
	set(o, "fitted_from_s", json_real(m->at_s[m->fitted]));
	for (size_t c = 0; c < m->nr_columns; c++)
		json_array_append_new(columns, column_object(m, &m->column[c]));
	set(o, "columns", columns);
	return o;
}

static json_t *finding_object(const struct brg_soak_finding *finding)
{
	json_t *o = json_copy((json_t *)finding->entry);

	set(o, "at_s", json_real(finding->at_s));
	set_count(o, "stage", finding->stage);
	return o;
}

static void set_lists(json_t *o, const struct brg_soak *run)
{
	json_t *stages = json_array(), *ops = json_array();
	json_t *findings = json_array(), *warnings = json_array();

	for (size_t i = 0; i < run->nr_stages; i++)
		json_array_append_new(stages, stage_object(&run->stage[i]));
	for (size_t i = 0; i < run->nr_ops; i++)
		json_array_append_new(ops, op_object(&run->op[i]));
	for (size_t i = 0; i < run->nr_findings; i++)
		json_array_append_new(findings, finding_object(&run->finding[i]));
	for (size_t i = 0; i < run->nr_warnings; i++)
		json_array_append_new(warnings, json_string(run->warnings[i]));
	set(o, "findings", findings);
	set(o, "stages", stages);
	set(o, "ops", ops);
	if (run->memory.nr)
		set(o, "memory", memory_object(&run->memory));
	set(o, "warnings", warnings);
}

static json_t *run_object(const struct brg_soak *run)
{
	static const char *const taken[] = { "level", "barrage", "bug", "seed",
					     "not_exercised" };
	json_t *o = json_object();

	set(o, "path", json_string(run->path));
	set(o, "label", json_string(run->label));
	set(o, "verdict", json_string(run->verdict));
	set(o, "reason", json_string(run->reason));
	set(o, "evidence", json_string(run->evidence < 0 ? "unknown" :
				       brg_evidence_names[run->evidence]));
	set(o, "kernel", json_string(brg_soak_kernel(run)));
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
		json_t *value = json_object_get(run->summary, taken[i]);

		if (value)
			json_object_set(o, taken[i], value);
	}
	set_count(o, "operations", (uint64_t)brg_soak_operations(run));
	set(o, "time_s", json_real(run->span_s));
	set_count(o, "journal_lines", run->lines);
	set_count(o, "journal_lost", run->lost);
	if (run->lab)
		set(o, "lab", json_pack("{s:s, s:s}", "verdict",
					brg_soak_text(run->lab, "verdict"),
					"reason",
					brg_soak_text(run->lab, "reason")));
	set_lists(o, run);
	return o;
}

json_t *brg_export_soak_json(const struct brg_soaks *s)
{
	json_t *o = json_object(), *runs = json_array(), *soaks = json_array();

	for (size_t i = 0; i < s->nr; i++)
		json_array_append_new(runs, run_object(&s->run[i]));
	for (size_t i = 0; i < s->nr_rounds; i++)
		json_array_append_new(soaks, json_pack(
			"{s:s, s:O, s:O}", "path", s->rounds[i].path, "rounds",
			s->rounds[i].rounds, "findings",
			s->rounds[i].findings));
	set(o, "format", json_string("barrage-soak-report"));
	set(o, "version", json_integer(1));
	set(o, "confidence", json_real(s->level));
	set(o, "soaks", soaks);
	set(o, "runs", runs);
	return o;
}
