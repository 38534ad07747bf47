// SPDX-License-Identifier: GPL-2.0-or-later
/* html_samples.c - workloads that have samples and no walk, a table each. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "reports/html_cells.h"

#define MAX_METRICS 10

/* Of one workload: what its trials recorded beside samples, as times */
struct table {
	const struct brg_analysis *a;
	const char *workload;
	size_t run;
	const char *metrics[MAX_METRICS];
	size_t nr_metrics;
	const char *figure;	/* what verdicts are on */
	struct brg_scale scale;
};

static bool ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && !strcmp(text + n - m, end);
}

static bool shown(const struct table *t, const struct brg_shape *s)
{
	return !strcmp(s->workload, t->workload) && !s->timed &&
	       brg_shape_sampled(s);
}

static void find_metrics(struct table *t, const struct brg_record *r)
{
	for (size_t i = 0; i < r->nr_metrics; i++) {
		const char *key = r->metrics[i].key;
		size_t k = 0;

		if (ends_in(key, "_count") || ends_in(key, "_bytes"))
			continue;
		while (k < t->nr_metrics && strcmp(t->metrics[k], key))
			k++;
		if (k == t->nr_metrics && k < MAX_METRICS)
			t->metrics[t->nr_metrics++] = key;
	}
}

/* One unit and one set of columns for the whole table */
static void measure(struct table *t)
{
	const struct brg_run *run = &t->a->runs[t->run];
	double max = 0;

	t->figure = "p50";
	for (size_t i = 0; i < run->nr_records; i++)
		if (!strcmp(run->cells[run->records[i].cell].workload,
			    t->workload))
			find_metrics(t, &run->records[i]);
	for (size_t i = 0; i < t->a->nr_shapes; i++)
		for (size_t j = 0; j < t->a->shapes[i].nr_rows; j++) {
			const struct brg_row *row = &t->a->shapes[i].rows[j];

			if (!shown(t, &t->a->shapes[i]) || row->run != t->run)
				continue;
			max = fmax(max, row->of[BRG_OF_P50].median);
			if (brg_row_figure(row) == BRG_OF_WALK)
				t->figure = "walk";
		}
	t->scale = brg_scale_for(run, max);
}

/* The median of a metric over the repetitions of a row */
static void cell_metric(FILE *f, const struct table *t,
			const struct brg_row *row, const char *metric)
{
	const struct brg_run *run = &t->a->runs[t->run];
	size_t cell = (size_t)(row->cell - run->cells), n = 0;
	_cleanup_free_ double *v = calloc(run->nr_records + 1, sizeof(*v));
	char text[BRG_TEXT];
	double median;

	for (size_t i = 0; v && i < run->nr_records; i++) {
		const struct brg_record *r = &run->records[i];

		if (r->cell != cell || r->status != BRG_RECORD_OK ||
		    !brg_pair_find(r->metrics, r->nr_metrics, metric))
			continue;
		v[n++] = brg_record_metric(r, metric, 0);
	}
	if (!v || brg_median(v, n, &median))
		fputs("<td class=\"n\">–</td>", f);
	else
		fprintf(f, "<td class=\"n\">%s</td>",
			brg_number(text, median * t->scale.factor));
}

static void write_row(FILE *f, const struct table *t,
		      const struct brg_row *row)
{
	brg_row_head(f, t->a, row, "");
	if (!row->of[BRG_OF_P50].n) {
		brg_cell_missing(f, row, 4 + (int)t->nr_metrics);
	} else {
		brg_cell_spread(f, &row->of[BRG_OF_P50], t->scale.factor);
		brg_cell_ratio(f, row, brg_row_figure(row));
		brg_cell_verdict(f, row);
		brg_cell_number(f, &row->of[BRG_OF_P99], t->scale.factor);
		for (size_t i = 0; i < t->nr_metrics; i++)
			cell_metric(f, t, row, t->metrics[i]);
	}
	fputs("</tr>\n", f);
}

static void write_head(FILE *f, const struct table *t,
		       const struct brg_shape *first)
{
	char text[BRG_TEXT];

	fputs("<h3>Workload ", f);
	brg_html(f, t->workload);
	if (t->a->nr_runs > 1)
		brg_htmlf(f, " (%s)", brg_run_title(text, t->a, t->run));
	fputs("</h3>\n", f);
	brg_shape_text(text, t->a, first, false, true);
	if (text[0]) {
		fputs("<p class=\"note\">The same everywhere: ", f);
		brg_html(f, text);
		fputs(".</p>\n", f);
	}
	brg_table_open(f, "Results of a workload told by its samples");
	fprintf(f,
		"<thead><tr><th scope=\"col\">target</th>"
		"<th scope=\"col\" class=\"n\">one sample, p50<small>%s, median, %.0f %% interval</small></th>"
		"<th scope=\"col\" class=\"n\">against the reference<small>ratio of the %s, interval</small></th>"
		"<th scope=\"col\">verdict on the %s</th>"
		"<th scope=\"col\" class=\"n\">p99<small>%s</small></th>",
		t->scale.unit, t->a->level * 100, t->figure, t->figure,
		t->scale.unit);
	for (size_t i = 0; i < t->nr_metrics; i++) {
		fputs("<th scope=\"col\" class=\"n\">", f);
		brg_html(f, t->metrics[i]);
		fprintf(f, "<small>%s</small></th>", t->scale.unit);
	}
	fputs("</tr></thead>\n", f);
}

static void write_table(FILE *f, struct table *t)
{
	bool any = false;

	for (size_t i = 0; i < t->a->nr_shapes; i++) {
		const struct brg_shape *s = &t->a->shapes[i];

		if (!shown(t, s) || !brg_shape_measured(s, t->run))
			continue;
		if (!any) {
			measure(t);
			write_head(f, t, s);
		}
		any = true;
		brg_shape_head(f, t->a, s, 5 + (int)t->nr_metrics);
		for (size_t j = 0; j < s->nr_rows; j++)
			if (s->rows[j].run == t->run)
				write_row(f, t, &s->rows[j]);
		fputs("</tbody>\n", f);
	}
	if (any)
		fputs("</table></div>\n", f);
}

/* Shapes are sorted by workload */
void brg_html_samples(FILE *f, const struct brg_analysis *a)
{
	for (size_t i = 0; i < a->nr_shapes; i++) {
		const char *workload = a->shapes[i].workload;

		if (i && !strcmp(a->shapes[i - 1].workload, workload))
			continue;
		for (size_t run = 0; run < a->nr_runs; run++)
			write_table(f, &(struct table){ .a = a,
							.workload = workload,
							.run = run });
	}
}
