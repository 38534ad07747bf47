// SPDX-License-Identifier: GPL-2.0-or-later
/* html_tables.c - the first table: one run in full width, or several runs side
 * by side. */
#include <string.h>

#include "reports/html_cells.h"

/* What the mapping costs until it has been touched, mmap() counted */
static void cell_ready(FILE *f, const struct brg_row *row, double factor)
{
	char a[BRG_TEXT], b[BRG_TEXT];

	fprintf(f, "<td class=\"n\">%s",
		brg_number(a, row->of[BRG_OF_READY].median * factor));
	if (row->has_vs[BRG_OF_READY])
		fprintf(f, "<small>%s×</small>",
			brg_ratio(b, row->vs[BRG_OF_READY].ratio));
	fputs("</td>", f);
}

static void key_rows_of_run(FILE *f, const struct brg_analysis *a,
			    const struct brg_shape *shape, double factor)
{
	for (size_t i = 0; i < shape->nr_rows; i++) {
		const struct brg_row *row = &shape->rows[i];

		brg_row_head(f, a, row);
		if (!row->of[BRG_OF_WALK].n) {
			brg_cell_missing(f, row, 6);
		} else {
			brg_cell_spread(f, &row->of[BRG_OF_PAGE], factor);
			brg_cell_ratio(f, row, BRG_OF_PAGE);
			brg_cell_verdict(f, row);
			brg_cell_number(f, &row->of[BRG_OF_P50], factor);
			brg_cell_number(f, &row->of[BRG_OF_P99], factor);
			cell_ready(f, row, factor);
		}
		fputs("</tr>\n", f);
	}
}

static void floor_row(FILE *f, const struct brg_analysis *a, size_t run,
		      double factor, int before, int after)
{
	const struct brg_floor *floor = &a->floors[run];
	char p50[BRG_TEXT], p99[BRG_TEXT];

	if (!floor->known)
		return;
	fputs("<tbody><tr class=\"floor\"><th scope=\"row\">", f);
	brg_html_target(f, floor->row);
	fprintf(f,
		"</th><td colspan=\"%d\">workload null: the timed loop over "
		"cached memory, inside every sample</td><td "
		"class=\"n\">%s</td><td class=\"n\">%s</td>",
		before, brg_number(p50, floor->p50 * factor),
		brg_number(p99, floor->p99 * factor));
	if (after)
		fprintf(f, "<td colspan=\"%d\"></td>", after);
	fputs("</tr></tbody>\n", f);
}

static void key_table_of_run(FILE *f, const struct brg_analysis *a)
{
	struct brg_scale scale = brg_table_scale(a, 0, true);

	brg_table_open(f, "Results by shape and target");
	fprintf(f,
		"<thead><tr><th scope=\"col\">target</th>"
		"<th scope=\"col\" class=\"n\">walk per 4 KiB page<small>%s, "
		"median, %.0f %% interval</small></th>"
		"<th scope=\"col\" class=\"n\">against upstream<small>ratio, interval</small></th>"
		"<th scope=\"col\">verdict on the walk</th>"
		"<th scope=\"col\" class=\"n\">touch p50<small>%s</small></th>"
		"<th scope=\"col\" class=\"n\">touch p99<small>%s</small></th>"
		"<th scope=\"col\" class=\"n\">mmap + walk per page<small>%s, ratio</small></th>"
		"</tr></thead>\n",
		scale.unit, a->level * 100, scale.unit, scale.unit, scale.unit);
	for (size_t i = 0; i < a->nr_shapes; i++) {
		if (!brg_shape_is_key(a, &a->shapes[i]))
			continue;
		brg_shape_head(f, a, &a->shapes[i], 7);
		key_rows_of_run(f, a, &a->shapes[i], scale.factor);
		fputs("</tbody>\n", f);
	}
	floor_row(f, a, 0, scale.factor, 3, 1);
	fputs("</table></div>\n", f);
}

/* The rows of a shape by label, once each, in order of first appearance */
static bool first_of_label(const struct brg_shape *shape, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (!strcmp(shape->rows[i].label, shape->rows[index].label))
			return false;
	return true;
}

/* Ratio and verdict in one cell, where room is short */
static void cell_against(FILE *f, const struct brg_row *row)
{
	const struct brg_comparison *c = &row->vs[BRG_OF_PAGE];
	char a[BRG_TEXT], b[BRG_TEXT], d[BRG_TEXT];

	if (!row->has_vs[BRG_OF_PAGE]) {
		brg_cell_verdict(f, row);
		return;
	}
	fprintf(f, "<td><b>%s×</b> ", brg_ratio(a, c->ratio));
	brg_html_verdict(f, c);
	if (c->nr_x + c->nr_base > 2)
		fprintf(f, "<small>%s–%s</small>", brg_ratio(b, c->ci.low),
			brg_ratio(d, c->ci.high));
	fputs("</td>", f);
}

static void row_across_runs(FILE *f, const struct brg_analysis *a,
			    const struct brg_shape *shape,
			    const struct brg_row *first,
			    const struct brg_scale *scales)
{
	fputs("<tr><th scope=\"row\">", f);
	brg_html_target(f, first);
	fputs("</th>", f);
	for (size_t run = 0; run < a->nr_runs; run++) {
		const struct brg_row *row =
			brg_row_in(shape, run, first->label);

		if (!row) {
			fputs("<td class=\"missing\" colspan=\"2\">not in this run</td>",
			      f);
		} else if (!row->of[BRG_OF_WALK].n) {
			brg_cell_missing(f, row, 2);
		} else {
			brg_cell_spread(f, &row->of[BRG_OF_PAGE],
					scales[run].factor);
			cell_against(f, row);
		}
	}
	fputs("</tr>\n", f);
}

static void key_table_across_runs(FILE *f, const struct brg_analysis *a)
{
	struct brg_scale scales[BRG_MAX_RUNS];
	char text[BRG_TEXT];

	brg_table_open(f,
		       "Results by shape and target, a group of columns a run");
	fputs("<thead><tr><th rowspan=\"2\" scope=\"col\">target</th>", f);
	for (size_t r = 0; r < a->nr_runs; r++) {
		scales[r] = brg_table_scale(a, r, true);
		fputs("<th class=\"run\" colspan=\"2\" scope=\"colgroup\">", f);
		brg_html(f, brg_run_title(text, a, r));
		fputs("</th>", f);
	}
	fputs("</tr><tr>", f);
	for (size_t r = 0; r < a->nr_runs; r++)
		fprintf(f,
			"<th scope=\"col\" class=\"n\">walk per 4 KiB "
			"page<small>%s</small></th><th scope=\"col\">against "
			"upstream<small>of this run: ratio, verdict, "
			"interval</small></th>",
			scales[r].unit);
	fputs("</tr></thead>\n", f);
	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *s = &a->shapes[i];

		if (!brg_shape_is_key(a, s))
			continue;
		brg_shape_head(f, a, s, (int)(1 + 2 * a->nr_runs));
		for (size_t j = 0; j < s->nr_rows; j++)
			if (first_of_label(s, j))
				row_across_runs(f, a, s, &s->rows[j], scales);
		fputs("</tbody>\n", f);
	}
	fputs("</table></div>\n", f);
}

void brg_html_key_table(FILE *f, const struct brg_analysis *a)
{
	if (a->nr_runs == 1)
		key_table_of_run(f, a);
	else
		key_table_across_runs(f, a);
}
