// SPDX-License-Identifier: GPL-2.0-or-later
/* html_tables.c - results as tables: the key ones first, then all of them. */
#include <math.h>
#include <string.h>

#include "reports/html.h"
#include "reports/style.h"

/* The colour stays with the first word; narrow pages break after it */
void brg_html_target(FILE *f, const struct brg_row *row)
{
	size_t first = strcspn(row->label, ": ");

	first += row->label[first] == ':';
	fprintf(f, "<span class=\"target\"><i class=\"swatch\" style=\"background:var(--%s)\"></i>",
		brg_style_of(row->label)->name);
	brg_htmlf(f, "%.*s", (int)first, row->label);
	fputs("</span><wbr>", f);
	brg_html(f, row->label + first);
}

void brg_html_verdict(FILE *f, const struct brg_comparison *c)
{
	static const struct {
		const char *class, *mark;
	} marks[] = {
		[BRG_VERDICT_UNKNOWN] = { "unknown", "?" },
		[BRG_VERDICT_SAME] = { "same", "=" },
		[BRG_VERDICT_NOISE] = { "noise", "≈" },
		[BRG_VERDICT_FASTER] = { "faster", "▼" },
		[BRG_VERDICT_SLOWER] = { "slower", "▲" },
	};

	fprintf(f, "<span class=\"verdict %s\"><i>%s</i> %s</span>",
		marks[c->verdict].class, marks[c->verdict].mark,
		brg_verdict_name(c->verdict));
	if (c->verdict == BRG_VERDICT_UNKNOWN)
		fprintf(f, " <small>too few repetitions: %zu against %zu</small>",
			c->nr_x, c->nr_base);
}

static void open_table(FILE *f, const char *label)
{
	fprintf(f, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"%s\"><table>\n",
		label);
}

static void cell_number(FILE *f, const struct brg_series *s, double factor)
{
	char text[BRG_TEXT];

	if (s->n)
		fprintf(f, "<td class=\"n\">%s</td>",
			brg_number(text, s->median * factor));
	else
		fputs("<td class=\"n\">–</td>", f);
}

/* Median, and below it what the repetitions say about it */
static void cell_spread(FILE *f, const struct brg_series *s, double factor)
{
	char a[BRG_TEXT], b[BRG_TEXT], c[BRG_TEXT];

	if (!s->n) {
		fputs("<td class=\"n\">–</td>", f);
		return;
	}
	fprintf(f, "<td class=\"n\"><b>%s</b>",
		brg_number(a, s->median * factor));
	if (s->n > 1)
		fprintf(f, "<small>%s–%s</small>",
			brg_number(b, s->ci.low * factor),
			brg_number(c, s->ci.high * factor));
	fputs("</td>", f);
}

static void cell_ratio(FILE *f, const struct brg_row *row, enum brg_of of)
{
	const struct brg_comparison *c = &row->vs[of];
	char a[BRG_TEXT], b[BRG_TEXT], d[BRG_TEXT];

	if (row->is_upstream && row->baseline < 0) {
		fputs("<td class=\"n ref\">1</td>", f);
	} else if (!row->has_vs[of]) {
		fputs("<td class=\"n\">–</td>", f);
	} else {
		fprintf(f, "<td class=\"n\"><b>%s×</b>",
			brg_ratio(a, c->ratio));
		if (c->nr_x + c->nr_base > 2)
			fprintf(f, "<small>%s–%s</small>",
				brg_ratio(b, c->ci.low),
				brg_ratio(d, c->ci.high));
		fputs("</td>", f);
	}
}

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

static void cell_verdict(FILE *f, const struct brg_row *row)
{
	fputs("<td>", f);
	if (row->is_upstream && row->baseline < 0)
		fputs("<span class=\"verdict ref\">reference</span>", f);
	else if (row->has_vs[BRG_OF_PAGE])
		brg_html_verdict(f, &row->vs[BRG_OF_PAGE]);
	else
		fputs("<small>no reference in this run</small>", f);
	fputs("</td>", f);
}

static void small(FILE *f, const char *text)
{
	fputs("<small>", f);
	brg_html(f, text);
	fputs("</small>", f);
}

static void row_head(FILE *f, const struct brg_analysis *a,
		     const struct brg_row *row)
{
	fputs("<tr><th scope=\"row\">", f);
	brg_html_target(f, row);
	if (row->is_upstream)
		small(f, a->runs[row->run].release);
	fputs("</th>", f);
}

static void cell_missing(FILE *f, const struct brg_row *row, int columns)
{
	fprintf(f, "<td class=\"missing\" colspan=\"%d\">%s: ", columns,
		row->nr_failed ? "failed" : "skipped");
	brg_html(f, row->reason ? row->reason : "no record");
	fputs("</td>", f);
}

/* One unit for a whole table, so that columns can be compared at a glance */
static struct brg_scale table_scale(const struct brg_analysis *a, size_t run,
				    bool key_only)
{
	double max = 0;

	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *s = &a->shapes[i];

		if (key_only && !brg_shape_is_key(a, s))
			continue;
		for (size_t j = 0; j < s->nr_rows; j++)
			if (s->rows[j].run == run)
				max = fmax(max, s->rows[j].of[BRG_OF_PAGE].median);
	}
	return brg_scale_for(&a->runs[run], max);
}

static void shape_head(FILE *f, const struct brg_analysis *a,
		       const struct brg_shape *shape, int columns)
{
	char text[BRG_TEXT];

	brg_shape_text(text, a, shape, true, true);
	fprintf(f, "<tbody><tr class=\"shape\"><th scope=\"rowgroup\" colspan=\"%d\"><span>",
		columns);
	brg_html(f, text[0] ? brg_capital(text) : shape->workload);
	fputs("</span></th></tr>\n", f);
}

static void key_rows_of_run(FILE *f, const struct brg_analysis *a,
			    const struct brg_shape *shape, double factor)
{
	for (size_t i = 0; i < shape->nr_rows; i++) {
		const struct brg_row *row = &shape->rows[i];

		row_head(f, a, row);
		if (!row->of[BRG_OF_WALK].n) {
			cell_missing(f, row, 6);
		} else {
			cell_spread(f, &row->of[BRG_OF_PAGE], factor);
			cell_ratio(f, row, BRG_OF_PAGE);
			cell_verdict(f, row);
			cell_number(f, &row->of[BRG_OF_P50], factor);
			cell_number(f, &row->of[BRG_OF_P99], factor);
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
	fprintf(f, "</th><td colspan=\"%d\">workload null: the timed loop over cached memory, inside every sample</td><td class=\"n\">%s</td><td class=\"n\">%s</td>",
		before, brg_number(p50, floor->p50 * factor),
		brg_number(p99, floor->p99 * factor));
	if (after)
		fprintf(f, "<td colspan=\"%d\"></td>", after);
	fputs("</tr></tbody>\n", f);
}

static void key_table_of_run(FILE *f, const struct brg_analysis *a)
{
	struct brg_scale scale = table_scale(a, 0, true);

	open_table(f, "Results by shape and target");
	fprintf(f, "<thead><tr><th scope=\"col\">target</th>"
		"<th scope=\"col\" class=\"n\">walk per 4 KiB page<small>%s, median, %.0f %% interval</small></th>"
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
		shape_head(f, a, &a->shapes[i], 7);
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
		cell_verdict(f, row);
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
		const struct brg_row *row = brg_row_in(shape, run,
						       first->label);

		if (!row) {
			fputs("<td class=\"missing\" colspan=\"2\">not in this run</td>", f);
		} else if (!row->of[BRG_OF_WALK].n) {
			cell_missing(f, row, 2);
		} else {
			cell_spread(f, &row->of[BRG_OF_PAGE],
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

	open_table(f, "Results by shape and target, a group of columns a run");
	fputs("<thead><tr><th rowspan=\"2\" scope=\"col\">target</th>", f);
	for (size_t r = 0; r < a->nr_runs; r++) {
		scales[r] = table_scale(a, r, true);
		fputs("<th class=\"run\" colspan=\"2\" scope=\"colgroup\">", f);
		brg_html(f, brg_run_title(text, a, r));
		fputs("</th>", f);
	}
	fputs("</tr><tr>", f);
	for (size_t r = 0; r < a->nr_runs; r++)
		fprintf(f, "<th scope=\"col\" class=\"n\">walk per 4 KiB page<small>%s</small></th><th scope=\"col\">against upstream<small>of this run: ratio, verdict, interval</small></th>",
			scales[r].unit);
	fputs("</tr></thead>\n", f);
	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *s = &a->shapes[i];

		if (!brg_shape_is_key(a, s))
			continue;
		shape_head(f, a, s, (int)(1 + 2 * a->nr_runs));
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

static void full_row(FILE *f, const struct brg_analysis *a,
		     const struct brg_row *row, double page, double walk)
{
	const struct brg_summary *s = &row->pooled;
	const double q[] = { (double)s->min, (double)s->p50, (double)s->p90,
			     (double)s->p99, (double)s->p999, (double)s->max };
	char text[BRG_TEXT];

	row_head(f, a, row);
	fprintf(f, "<td class=\"n\">%zu</td>", row->of[BRG_OF_WALK].n);
	if (!row->of[BRG_OF_WALK].n) {
		cell_missing(f, row, 13);
		fputs("</tr>\n", f);
		return;
	}
	for (size_t i = 0; i < 6; i++)
		if (row->nr_samples)
			fprintf(f, "<td class=\"n\">%s</td>",
				brg_number(text, q[i] * page));
		else
			fputs("<td class=\"n\">–</td>", f);
	cell_spread(f, &row->of[BRG_OF_WALK], walk);
	cell_number(f, &row->of[BRG_OF_MMAP], walk);
	cell_number(f, &row->of[BRG_OF_MUNMAP], walk);
	cell_number(f, &row->of[BRG_OF_ZAP], walk);
	cell_spread(f, &row->of[BRG_OF_PAGE], page);
	cell_ratio(f, row, BRG_OF_PAGE);
	cell_verdict(f, row);
	fputs("</tr>\n", f);
}

static double longest_walk(const struct brg_analysis *a, size_t run)
{
	double max = 0;

	for (size_t i = 0; i < a->nr_shapes; i++)
		for (size_t j = 0; j < a->shapes[i].nr_rows; j++)
			if (a->shapes[i].rows[j].run == run)
				max = fmax(max, a->shapes[i].rows[j]
						.of[BRG_OF_WALK].median);
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
	struct brg_scale page = table_scale(a, run, false);
	struct brg_scale walk = brg_scale_for(&a->runs[run],
					      longest_walk(a, run));

	open_table(f, "All figures of a run");
	fprintf(f, "<thead><tr><th rowspan=\"2\" scope=\"col\">target</th><th rowspan=\"2\" scope=\"col\" class=\"n\">reps</th><th colspan=\"6\" scope=\"colgroup\" class=\"run\">one touch, all repetitions, %s</th><th colspan=\"4\" scope=\"colgroup\" class=\"run\">whole mapping, %s</th><th colspan=\"3\" scope=\"colgroup\" class=\"run\">walk per 4 KiB page, %s</th></tr><tr>",
		page.unit, walk.unit, page.unit);
	fputs("<th class=\"n\">min</th><th class=\"n\">p50</th><th class=\"n\">p90</th><th class=\"n\">p99</th><th class=\"n\">p99.9</th><th class=\"n\">max</th><th class=\"n\">walk</th><th class=\"n\">mmap</th><th class=\"n\">munmap</th><th class=\"n\">zap</th><th class=\"n\">median</th><th class=\"n\">against upstream</th><th>verdict</th></tr></thead>\n", f);
	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *s = &a->shapes[i];

		if (s->timed || !shape_in_run(s, run))
			continue;
		shape_head(f, a, s, 15);
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
				open_table(f, "Parts of a fault");
				fprintf(f, "<thead><tr><th scope=\"col\">target</th><th class=\"n\">faults</th><th class=\"n\">lock wait<small>%s</small></th><th class=\"n\">state check</th><th class=\"n\">insertion</th><th class=\"n\">rest</th><th class=\"n\">one faulting touch</th></tr></thead>\n",
					brg_scale_plain(&a->runs[run]).unit);
				open = true;
			}
			if (!head)
				shape_head(f, a, s, 7);
			head = true;
			row_head(f, a, &s->rows[j]);
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
	}
}
