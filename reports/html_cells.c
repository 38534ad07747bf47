// SPDX-License-Identifier: GPL-2.0-or-later
/* html_cells.c - what tables of results are made of. */
#include <math.h>
#include <string.h>

#include "reports/html_cells.h"
#include "reports/style.h"

/* The colour stays with the first word; narrow pages break after it */
void brg_html_target(FILE *f, const struct brg_row *row)
{
	size_t first = strcspn(row->label, ": ");

	first += row->label[first] == ':';
	fprintf(f,
		"<span class=\"target\"><i class=\"swatch\" style=\"background:var(--%s)\"></i>",
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
		brg_verdict_words(c));
	if (c->verdict == BRG_VERDICT_UNKNOWN)
		fprintf(f,
			" <small>too few repetitions: %zu against %zu</small>",
			c->nr_x, c->nr_base);
}

void brg_table_open(FILE *f, const char *label)
{
	fprintf(f,
		"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"%s\"><table>\n",
		label);
}

void brg_cell_number(FILE *f, const struct brg_series *s, double factor)
{
	char text[BRG_TEXT];

	if (s->n)
		fprintf(f, "<td class=\"n\">%s</td>",
			brg_number(text, s->median * factor));
	else
		fputs("<td class=\"n\">–</td>", f);
}

/* Median, and below it what the repetitions say about it */
void brg_cell_spread(FILE *f, const struct brg_series *s, double factor)
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

void brg_cell_ratio(FILE *f, const struct brg_row *row, enum brg_of of)
{
	const struct brg_comparison *c = &row->vs[of];
	char a[BRG_TEXT], b[BRG_TEXT], d[BRG_TEXT];

	if (row->is_reference) {
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

void brg_cell_verdict(FILE *f, const struct brg_row *row)
{
	fputs("<td>", f);
	if (row->is_reference)
		fputs("<span class=\"verdict ref\">reference</span>", f);
	else if (row->has_vs[brg_row_figure(row)])
		brg_html_verdict(f, &row->vs[brg_row_figure(row)]);
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

void brg_row_head(FILE *f, const struct brg_analysis *a,
		  const struct brg_row *row, const char *more)
{
	fputs("<tr><th scope=\"row\">", f);
	brg_html_target(f, row);
	brg_html(f, more);
	if (row->is_upstream)
		small(f, a->runs[row->run].release);
	fputs("</th>", f);
}

void brg_cell_missing(FILE *f, const struct brg_row *row, int columns)
{
	fprintf(f, "<td class=\"missing\" colspan=\"%d\">%s: ", columns,
		row->nr_failed ? "failed" : "skipped");
	brg_html(f, row->reason ? row->reason : "no record");
	fputs("</td>", f);
}

/* One unit for a whole table, so that columns can be compared at a glance */
struct brg_scale brg_table_scale(const struct brg_analysis *a, size_t run,
				 bool key_only)
{
	double max = 0;

	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *s = &a->shapes[i];

		if (key_only && !brg_shape_is_key(a, s))
			continue;
		for (size_t j = 0; j < s->nr_rows; j++)
			if (s->rows[j].run == run)
				max = fmax(max,
					   s->rows[j].of[BRG_OF_PAGE].median);
	}
	return brg_scale_for(&a->runs[run], max);
}

/* What the name of a shape stands for */
static void shape_params(FILE *f, const struct brg_analysis *a,
			    const struct brg_shape *shape)
{
	struct brg_shape unnamed = *shape;
	char text[BRG_TEXT];

	unnamed.name = NULL;
	fputs("<small>", f);
	brg_html(f, brg_shape_text(text, a, &unnamed, true, true));
	fputs("</small>", f);
}

void brg_shape_head(FILE *f, const struct brg_analysis *a,
		    const struct brg_shape *shape, int columns)
{
	char text[BRG_TEXT];

	brg_shape_heading(text, a, shape);
	fprintf(f,
		"<tbody><tr class=\"shape\"><th scope=\"rowgroup\" colspan=\"%d\"><span>",
		columns);
	brg_html(f, brg_capital(text));
	if (shape->name)
		shape_params(f, a, shape);
	fputs("</span></th></tr>\n", f);
}
