// SPDX-License-Identifier: GPL-2.0-or-later
/* export_markdown.c - an analysis as tables for a comment or a commit. */
#include <string.h>

#include "reports/between.h"
#include "reports/export.h"
#include "reports/format.h"
#include "reports/html.h"

/* "|" would end a cell */
static void text_cell(FILE *f, const char *text)
{
	fputs("| ", f);
	for (; *text; text++)
		fprintf(f, *text == '|' ? "\\%c" : "%c", *text);
	fputc(' ', f);
}

static void ratio_cells(FILE *f, const struct brg_comparison *c)
{
	char x[BRG_TEXT], y[BRG_TEXT], z[BRG_TEXT];

	fprintf(f, "| %s (%s-%s) | %s ", brg_ratio(x, c->ratio),
		brg_ratio(y, c->ci.low), brg_ratio(z, c->ci.high),
		brg_verdict_words(c));
}

static void row_line(FILE *f, const struct brg_analysis *a,
		     const struct brg_shape *shape, const struct brg_row *row)
{
	enum brg_of of = brg_row_figure(row);
	struct brg_scale scale = brg_scale_for(&a->runs[row->run],
					       row->of[of].median);
	char text[BRG_TEXT];

	brg_shape_heading(text, a, shape);
	text_cell(f, text);
	text_cell(f, row->label);
	if (!row->of[of].n) {
		text_cell(f, row->reason ? row->reason : "no record");
		fputs("| | |\n", f);
		return;
	}
	fprintf(f, "| %s %s%s ", brg_number(text, row->of[of].median *
					    scale.factor), scale.unit,
		of == BRG_OF_PAGE ? " a page" : "");
	if (row->has_vs[of])
		ratio_cells(f, &row->vs[of]);
	else
		fprintf(f, "| | %s ", row->is_reference ? "reference" : "");
	fputs("|\n", f);
}

static void run_table(FILE *f, const struct brg_analysis *a, size_t run)
{
	char text[BRG_TEXT];

	fprintf(f, "\n### %s: %s\n\n", brg_run_title(text, a, run),
		brg_evidence_meaning(a->runs[run].evidence));
	fputs("| shape | target | figure | against the reference | verdict |\n"
	      "| --- | --- | ---: | ---: | --- |\n", f);
	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *s = &a->shapes[i];

		if (s->timed || !strcmp(s->workload, "null"))
			continue;
		for (size_t j = 0; j < s->nr_rows; j++)
			if (s->rows[j].run == run)
				row_line(f, a, s, &s->rows[j]);
	}
}

static void change_lines(FILE *f, const struct brg_analysis *a,
			 const struct brg_columns *cols, size_t column,
			 const struct brg_shape *shape)
{
	struct brg_change ch;
	char text[BRG_TEXT];

	for (size_t j = 0; j < shape->nr_rows; j++) {
		if (!brg_first_of_label(shape, j) ||
		    brg_change_of(a, cols, column, shape,
				  shape->rows[j].label, &ch) || !ch.compared)
			continue;
		brg_shape_heading(text, a, shape);
		text_cell(f, text);
		text_cell(f, ch.row->label);
		ratio_cells(f, &ch.c);
		fputs("|\n", f);
	}
}

static void between_table(FILE *f, const struct brg_analysis *a,
			  const struct brg_columns *cols, size_t column)
{
	char text[BRG_TEXT], base[BRG_TEXT];

	fprintf(f, "\n### %s against %s\n\n| shape | target | ratio | verdict |\n"
		   "| --- | --- | ---: | --- |\n",
		brg_column_title(text, a, cols, column),
		brg_column_title(base, a, cols, 0));
	for (size_t i = 0; i < a->nr_shapes; i++)
		if (brg_shape_compared(cols, &a->shapes[i]))
			change_lines(f, a, cols, column, &a->shapes[i]);
}

void brg_export_markdown(FILE *f, const struct brg_analysis *a)
{
	struct brg_columns cols;
	char text[BRG_TEXT];

	fputs("## barrage report\n", f);
	for (size_t run = 0; run < a->nr_runs; run++)
		if (a->runs[run].floor_subtracted)
			fprintf(f, "\nFrom every touch of workload fault in %s the harness floor was subtracted.\n",
				brg_run_title(text, a, run));
	brg_columns_of(a, &cols);
	for (size_t c = 1; c < cols.nr; c++)
		between_table(f, a, &cols, c);
	for (size_t run = 0; run < a->nr_runs; run++)
		run_table(f, a, run);
}
