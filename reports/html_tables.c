// SPDX-License-Identifier: GPL-2.0-or-later
/* html_tables.c - the first table of each run: walks by shape and target. */
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
			    size_t run, const struct brg_shape *shape,
			    double factor)
{
	for (size_t i = 0; i < shape->nr_rows; i++) {
		const struct brg_row *row = &shape->rows[i];

		if (row->run != run)
			continue;
		brg_row_head(f, a, row, "");
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

static const char *where(const struct brg_analysis *a, size_t run)
{
	return a->runs[run].floor_subtracted ? "subtracted from" : "inside";
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
		"cached memory, %s every sample</td><td "
		"class=\"n\">%s</td><td class=\"n\">%s</td>",
		before, where(a, run), brg_number(p50, floor->p50 * factor),
		brg_number(p99, floor->p99 * factor));
	if (after)
		fprintf(f, "<td colspan=\"%d\"></td>", after);
	fputs("</tr></tbody>\n", f);
}

static void key_table_of_run(FILE *f, const struct brg_analysis *a, size_t run)
{
	struct brg_scale scale = brg_table_scale(a, run, true);
	char title[BRG_TEXT];

	if (a->nr_runs > 1) {
		fputs("<h3>", f);
		brg_html(f, brg_run_title(title, a, run));
		fputs("</h3>\n", f);
	}
	brg_table_open(f, "Results by shape and target");
	fprintf(f,
		"<thead><tr><th scope=\"col\">target</th>"
		"<th scope=\"col\" class=\"n\">walk per 4 KiB page<small>%s, "
		"median, %.0f %% interval</small></th>"
		"<th scope=\"col\" class=\"n\">against the reference<small>ratio, interval</small></th>"
		"<th scope=\"col\">verdict on the walk</th>"
		"<th scope=\"col\" class=\"n\">touch p50<small>%s</small></th>"
		"<th scope=\"col\" class=\"n\">touch p99<small>%s</small></th>"
		"<th scope=\"col\" class=\"n\">mmap + walk per page<small>%s, ratio</small></th>"
		"</tr></thead>\n",
		scale.unit, a->level * 100, scale.unit, scale.unit, scale.unit);
	for (size_t i = 0; i < a->nr_shapes; i++) {
		if (!brg_shape_is_key(a, &a->shapes[i]) ||
		    !brg_shape_measured(&a->shapes[i], run))
			continue;
		brg_shape_head(f, a, &a->shapes[i], 7);
		key_rows_of_run(f, a, run, &a->shapes[i], scale.factor);
		fputs("</tbody>\n", f);
	}
	floor_row(f, a, run, scale.factor, 3, 1);
	fputs("</table></div>\n", f);
}

static void floor_notes(FILE *f, const struct brg_analysis *a)
{
	char title[BRG_TEXT], p50[BRG_TEXT];

	for (size_t r = 0; r < a->nr_runs; r++) {
		struct brg_scale scale = brg_scale_plain(&a->runs[r]);

		if (a->floors[r].known)
			brg_htmlf(f, "%s: harness floor %s %s, %s every sample. ",
				  brg_run_title(title, a, r),
				  brg_number(p50, a->floors[r].p50 *
					     scale.factor), scale.unit,
				  where(a, r));
	}
}

static bool has_key_shape(const struct brg_analysis *a, size_t run)
{
	for (size_t i = 0; i < a->nr_shapes; i++)
		if (brg_shape_is_key(a, &a->shapes[i]) &&
		    brg_shape_measured(&a->shapes[i], run))
			return true;
	return false;
}

void brg_html_key_table(FILE *f, const struct brg_analysis *a)
{
	bool any = false;

	for (size_t run = 0; run < a->nr_runs; run++) {
		if (!has_key_shape(a, run))
			continue;
		key_table_of_run(f, a, run);
		any = true;
	}
	if (!any) {
		fputs("<p class=\"note\">", f);
		floor_notes(f, a);
		fputs("</p>\n", f);
	}
}
