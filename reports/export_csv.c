// SPDX-License-Identifier: GPL-2.0-or-later
/* export_csv.c - an analysis as RFC 4180 text. */
#include <string.h>

#include "reports/export.h"

/* Every parameter any shape has, each a column, in order of appearance */
struct columns {
	const char *key[64];
	size_t nr;
};

static void add_columns(struct columns *c, const struct brg_run_cell *cell)
{
	for (size_t j = 0; j < cell->nr_params; j++) {
		const char *key = cell->params[j].key;
		size_t k = 0;

		while (k < c->nr && strcmp(c->key[k], key))
			k++;
		if (k == c->nr && k < sizeof(c->key) / sizeof(c->key[0]))
			c->key[c->nr++] = key;
	}
}

static void find_columns(const struct brg_analysis *a, struct columns *c)
{
	c->nr = 0;
	for (size_t i = 0; i < a->nr_shapes; i++)
		for (size_t j = 0; j < a->shapes[i].nr_rows; j++)
			add_columns(c, a->shapes[i].rows[j].cell);
}

void brg_csv_text(FILE *f, const char *s)
{
	if (!s[strcspn(s, ",\"\r\n")]) {
		fputs(s, f);
		return;
	}
	fputc('"', f);
	for (; *s; s++) {
		if (*s == '"')
			fputc('"', f);
		fputc(*s, f);
	}
	fputc('"', f);
}

static void header(FILE *f, const struct columns *c)
{
	fputs("run,kernel,evidence,unit,tsc_hz,floor_subtracted,workload,target,variant,cell", f);
	for (size_t k = 0; k < c->nr; k++) {
		fputs(",param_", f);
		brg_csv_text(f, c->key[k]);
	}
	fputs(",repetitions", f);
	for (size_t i = 0; i < BRG_NR_OF; i++)
		fprintf(f, ",%s", brg_of_names[i]);
	fputs(",samples,min,sample_p50,p90,sample_p99,p999,max,mean", f);
	for (size_t i = 0; i < BRG_NR_BESIDE; i++)
		fprintf(f, ",%s", brg_beside_names[i]);
	fputs(",reference,ratio,ratio_low,ratio_high,ratio_level,p_value,verdict,skipped,failed,reason\r\n", f);
}

static void params(FILE *f, const struct brg_run_cell *cell,
		   const struct columns *c)
{
	for (size_t k = 0; k < c->nr; k++) {
		const struct brg_pair *p = brg_pair_find(
			cell->params, cell->nr_params, c->key[k]);

		fputc(',', f);
		if (p && p->text)
			brg_csv_text(f, p->text);
		else if (p)
			fprintf(f, "%.17g", p->number);
	}
}

static void figures(FILE *f, const struct brg_row *row)
{
	const struct brg_summary *s = &row->pooled;

	fprintf(f, ",%zu", row->of[brg_row_figure(row)].n);
	for (size_t i = 0; i < BRG_NR_OF; i++) {
		fputc(',', f);
		if (row->of[i].n)
			fprintf(f, "%.10g", row->of[i].median);
	}
	fprintf(f, ",%zu", row->nr_samples);
	if (row->nr_samples)
		fprintf(f, ",%ju,%ju,%ju,%ju,%ju,%ju,%.10g", (uintmax_t)s->min,
			(uintmax_t)s->p50, (uintmax_t)s->p90, (uintmax_t)s->p99,
			(uintmax_t)s->p999, (uintmax_t)s->max, s->mean);
	else
		fputs(",,,,,,,", f);
	for (size_t i = 0; i < BRG_NR_BESIDE; i++) {
		fputc(',', f);
		if (row->beside[i] >= 0)
			fprintf(f, "%.0f", row->beside[i]);
	}
}

static void comparison(FILE *f, const struct brg_shape *shape,
		       const struct brg_row *row)
{
	enum brg_of of = brg_row_figure(row);
	const struct brg_comparison *c = &row->vs[of];

	if (row->has_vs[of]) {
		fputc(',', f);
		brg_csv_text(f, shape->rows[row->baseline].label);
		fprintf(f, ",%.10g,%.10g,%.10g,%.6g,%.6g,%s", c->ratio,
			c->ci.low, c->ci.high, c->ci.level, c->p,
			brg_verdict_name(c->verdict));
	} else {
		fputs(",,,,,,,", f);
	}
	fprintf(f, ",%u,%u,", row->nr_skipped, row->nr_failed);
	brg_csv_text(f, row->reason ? row->reason : "");
	fputs("\r\n", f);
}

void brg_export_csv(FILE *f, const struct brg_analysis *a)
{
	struct columns c;

	find_columns(a, &c);
	header(f, &c);
	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *s = &a->shapes[i];

		for (size_t j = 0; j < s->nr_rows; j++) {
			const struct brg_row *row = &s->rows[j];
			const struct brg_run *run = &a->runs[row->run];

			brg_csv_text(f, run->id);
			fputc(',', f);
			brg_csv_text(f, run->release);
			fprintf(f, ",%s,%s,%.0f,%ju,",
				brg_evidence_names[run->evidence],
				run->unit == BRG_UNIT_TSC ? "tsc" :
							    "instructions",
				run->tsc_hz, (uintmax_t)run->floor_subtracted);
			brg_csv_text(f, s->workload);
			fputc(',', f);
			brg_csv_text(f, row->cell->target);
			fputc(',', f);
			brg_csv_text(f, row->cell->variant);
			fprintf(f, ",%s", row->cell->id);
			params(f, row->cell, &c);
			figures(f, row);
			comparison(f, s, row);
		}
	}
}
