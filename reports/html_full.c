// SPDX-License-Identifier: GPL-2.0-or-later
/* html_full.c - every figure of a run as tables. */
#include <math.h>
#include <string.h>

#include "reports/html_cells.h"

static void full_row(FILE *f, const struct brg_analysis *a,
		     const struct brg_row *row, double page, double walk)
{
	const struct brg_summary *s = &row->pooled;
	const double q[] = { (double)s->min, (double)s->p50,  (double)s->p90,
			     (double)s->p99, (double)s->p999, (double)s->max };
	char text[BRG_TEXT];

	brg_row_head(f, a, row, "");
	fprintf(f, "<td class=\"n\">%zu</td>", row->of[brg_row_figure(row)].n);
	if (!row->of[brg_row_figure(row)].n) {
		brg_cell_missing(f, row, 13);
		fputs("</tr>\n", f);
		return;
	}
	for (size_t i = 0; i < 6; i++)
		if (row->nr_samples)
			fprintf(f, "<td class=\"n\">%s</td>",
				brg_number(text, q[i] * page));
		else
			fputs("<td class=\"n\">–</td>", f);
	brg_cell_spread(f, &row->of[BRG_OF_WALK], walk);
	brg_cell_number(f, &row->of[BRG_OF_MMAP], walk);
	brg_cell_number(f, &row->of[BRG_OF_MUNMAP], walk);
	brg_cell_number(f, &row->of[BRG_OF_ZAP], walk);
	brg_cell_spread(f, &row->of[BRG_OF_PAGE], page);
	brg_cell_ratio(f, row, brg_row_figure(row));
	brg_cell_verdict(f, row);
	fputs("</tr>\n", f);
}

static double longest_walk(const struct brg_analysis *a, size_t run)
{
	double max = 0;

	for (size_t i = 0; i < a->nr_shapes; i++)
		for (size_t j = 0; j < a->shapes[i].nr_rows; j++)
			if (a->shapes[i].rows[j].run == run)
				max = fmax(max, a->shapes[i]
							.rows[j]
							.of[BRG_OF_WALK]
							.median);
	return max;
}

/* Also when all of it was skipped */
static bool shape_in_run(const struct brg_shape *shape, size_t run)
{
	for (size_t i = 0; i < shape->nr_rows; i++)
		if (shape->rows[i].run == run)
			return true;
	return false;
}

static void full_table(FILE *f, const struct brg_analysis *a, size_t run)
{
	struct brg_scale page = brg_table_scale(a, run, false);
	struct brg_scale walk =
		brg_scale_for(&a->runs[run], longest_walk(a, run));

	brg_table_open(f, "All figures of a run");
	fprintf(f,
		"<thead><tr><th rowspan=\"2\" scope=\"col\">target</th><th "
		"rowspan=\"2\" scope=\"col\" class=\"n\">reps</th><th "
		"colspan=\"6\" scope=\"colgroup\" class=\"run\">one sample, all "
		"repetitions, %s</th><th colspan=\"4\" scope=\"colgroup\" "
		"class=\"run\">whole mapping, %s</th><th colspan=\"3\" "
		"scope=\"colgroup\" class=\"run\">walk per 4 KiB page, %s</th>"
		"</tr><tr>",
		page.unit, walk.unit, page.unit);
	fputs("<th class=\"n\">min</th><th class=\"n\">p50</th><th "
	      "class=\"n\">p90</th><th class=\"n\">p99</th><th "
	      "class=\"n\">p99.9</th><th class=\"n\">max</th><th "
	      "class=\"n\">walk</th><th class=\"n\">mmap</th><th "
	      "class=\"n\">munmap</th><th class=\"n\">zap</th><th "
	      "class=\"n\">median</th><th class=\"n\">against the reference</th>"
	      "<th>verdict</th></tr></thead>\n",
	      f);
	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *s = &a->shapes[i];

		if (s->timed || !shape_in_run(s, run))
			continue;
		brg_shape_head(f, a, s, 15);
		for (size_t j = 0; j < s->nr_rows; j++)
			if (s->rows[j].run == run)
				full_row(f, a, &s->rows[j], page.factor,
					 walk.factor);
		fputs("</tbody>\n", f);
	}
	fputs("</table></div>\n", f);
}

static void cost_table(FILE *f, const struct brg_analysis *a, size_t run)
{
	bool open = false;
	char t[BRG_TEXT];

	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *s = &a->shapes[i];
		bool head = false;

		for (size_t j = 0; j < s->nr_rows; j++) {
			const struct brg_cost *c = &s->rows[j].cost;
			double factor = brg_scale_plain(&a->runs[run]).factor;
			const double parts[] = { c->wait, c->check, c->insert,
						 c->rest, c->total };

			if (s->rows[j].run != run || !s->rows[j].has_cost)
				continue;
			if (!open) {
				brg_table_open(f, "Parts of a fault");
				fprintf(f,
					"<thead><tr><th scope=\"col\">target</th>"
					"<th class=\"n\">faults</th><th "
					"class=\"n\">lock "
					"wait<small>%s</small></th><th "
					"class=\"n\">state check</th><th "
					"class=\"n\">insertion</th><th "
					"class=\"n\">rest</th><th "
					"class=\"n\">one faulting touch</th>"
					"</tr></thead>\n",
					brg_scale_plain(&a->runs[run]).unit);
				open = true;
			}
			if (!head)
				brg_shape_head(f, a, s, 7);
			head = true;
			brg_row_head(f, a, &s->rows[j], "");
			fprintf(f, "<td class=\"n\">%s</td>",
				brg_number(t, c->faults));
			for (size_t k = 0; k < 5; k++)
				fprintf(f, "<td class=\"n\">%s</td>",
					brg_number(t, parts[k] * factor));
			fputs("</tr>\n", f);
		}
		if (head)
			fputs("</tbody>\n", f);
	}
	if (open)
		fputs("</table></div>\n", f);
}

void brg_html_all_tables(FILE *f, const struct brg_analysis *a)
{
	char text[BRG_TEXT];

	for (size_t run = 0; run < a->nr_runs; run++) {
		fputs("<details><summary>All figures of ", f);
		brg_html(f, brg_run_title(text, a, run));
		fputs("</summary>\n", f);
		full_table(f, a, run);
		cost_table(f, a, run);
		fputs("</details>\n", f);
		brg_html_beside(f, a, run);
	}
}
