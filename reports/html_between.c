// SPDX-License-Identifier: GPL-2.0-or-later
/* html_between.c - several runs: what changed, and what was different. */
#include <string.h>

#include "reports/between.h"
#include "reports/html_cells.h"

/* Of one column: how many rows have which verdict, and the farthest */
struct tally {
	size_t of[BRG_VERDICT_SLOWER + 1], all;
	double least, most;
};

static int tally(const struct brg_analysis *a, const struct brg_columns *cols,
		 size_t column, struct tally *t)
{
	struct brg_change ch;
	int ret = 0;

	*t = (struct tally){ .least = 1, .most = 1 };
	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *s = &a->shapes[i];

		if (!brg_shape_compared(cols, s))
			continue;
		for (size_t j = 0; j < s->nr_rows && !ret; j++) {
			if (!brg_first_of_label(s, j))
				continue;
			ret = brg_change_of(a, cols, column, s,
					    s->rows[j].label, &ch);
			if (ret || !ch.compared)
				continue;
			t->of[ch.c.verdict]++;
			t->all++;
			if (ch.c.ratio < t->least)
				t->least = ch.c.ratio;
			if (ch.c.ratio > t->most)
				t->most = ch.c.ratio;
		}
	}
	return ret;
}

static void verdict_counts(FILE *f, const struct tally *t, bool repeatable)
{
	static const enum brg_verdict order[] = {
		BRG_VERDICT_SLOWER, BRG_VERDICT_FASTER, BRG_VERDICT_SAME,
		BRG_VERDICT_NOISE, BRG_VERDICT_UNKNOWN,
	};
	const char *before = "";

	for (size_t i = 0; i < 5; i++) {
		const struct brg_comparison c = { .verdict = order[i],
						  .repeatable = repeatable };

		if (!t->of[order[i]])
			continue;
		fprintf(f, "%s<b>%zu</b> %s", before, t->of[order[i]],
			brg_verdict_words(&c));
		before = ", ";
	}
}

static bool is_slower(const struct brg_analysis *a,
		      const struct brg_columns *cols, size_t column,
		      const char *label)
{
	struct brg_change ch;

	for (size_t i = 0; i < a->nr_shapes; i++)
		if (brg_shape_compared(cols, &a->shapes[i]) &&
		    !brg_change_of(a, cols, column, &a->shapes[i], label,
				   &ch) &&
		    ch.compared && ch.c.verdict == BRG_VERDICT_SLOWER)
			return true;
	return false;
}

/* Is it the first row of that label in all shapes? */
static bool first_of_all(const struct brg_analysis *a,
			 const struct brg_columns *cols,
			 const struct brg_row *row)
{
	for (size_t i = 0; i < a->nr_shapes; i++)
		for (size_t j = 0; brg_shape_compared(cols, &a->shapes[i]) &&
		     j < a->shapes[i].nr_rows; j++)
			if (!strcmp(a->shapes[i].rows[j].label, row->label))
				return &a->shapes[i].rows[j] == row;
	return false;
}

static void slower_labels(FILE *f, const struct brg_analysis *a,
			  const struct brg_columns *cols, size_t column)
{
	const char *before = a->runs[0].unit == BRG_UNIT_INSTRUCTIONS ?
		"<em class=\"is-slower\">More somewhere:</em> " :
		"<em class=\"is-slower\">Slower somewhere:</em> ";
	bool any = false;

	for (size_t i = 0; i < a->nr_shapes; i++)
		for (size_t j = 0; j < a->shapes[i].nr_rows; j++) {
			const struct brg_row *row = &a->shapes[i].rows[j];

			if (!first_of_all(a, cols, row) ||
			    !is_slower(a, cols, column, row->label))
				continue;
			fputs(any ? ", " : before, f);
			brg_html(f, row->label);
			any = true;
		}
	if (any)
		fputs(". ", f);
}

void brg_html_changes(FILE *f, const struct brg_analysis *a)
{
	char title[BRG_TEXT], base[BRG_TEXT], low[BRG_TEXT], high[BRG_TEXT];
	struct brg_columns cols;

	brg_columns_of(a, &cols);
	for (size_t c = 1; c < cols.nr; c++) {
		const struct brg_run *run = &a->runs[cols.column[c].run[0]];
		struct tally t;

		if (tally(a, &cols, c, &t))
			return;		/* no memory: shows in the table, too */
		fputs("<li><span class=\"what\">", f);
		brg_htmlf(f, "%s against %s", brg_column_title(title, a, &cols, c),
			  brg_column_title(base, a, &cols, 0));
		fputs("</span> ", f);
		if (!t.all) {
			fputs("Nothing that both measured in one unit.</li>\n",
			      f);
			continue;
		}
		fprintf(f, "Of %zu row%s: ", t.all, t.all == 1 ? "" : "s");
		verdict_counts(f, &t, run->unit == BRG_UNIT_INSTRUCTIONS);
		fputs(". ", f);
		slower_labels(f, a, &cols, c);
		fprintf(f, "Ratios from <b>%s×</b> to <b>%s×</b>; see <a "
			   "href=\"#between\">between runs</a>.</li>\n",
			brg_ratio(low, t.least), brg_ratio(high, t.most));
	}
}

static void cell_change(FILE *f, const struct brg_analysis *a,
			const struct brg_change *ch)
{
	struct brg_scale scale;
	char x[BRG_TEXT], y[BRG_TEXT], z[BRG_TEXT];

	if (!ch->row) {
		fputs("<td class=\"missing\">not in this run</td>", f);
		return;
	}
	if (!ch->row->of[ch->of].n) {
		brg_cell_missing(f, ch->row, 1);
		return;
	}
	scale = brg_scale_for(&a->runs[ch->row->run],
			      ch->row->of[ch->of].median);
	fprintf(f, "<td><b>%s</b>", brg_number(x, ch->row->of[ch->of].median *
					       scale.factor));
	if (a->runs[ch->row->run].unit == BRG_UNIT_TSC)
		fprintf(f, " %s", scale.unit);
	if (ch->compared) {
		fprintf(f, " <span class=\"ratio\">%s×</span> ",
			brg_ratio(x, ch->c.ratio));
		brg_html_verdict(f, &ch->c);
		if (ch->c.nr_x + ch->c.nr_base > 2)
			fprintf(f, "<small>%s–%s</small>",
				brg_ratio(y, ch->c.ci.low),
				brg_ratio(z, ch->c.ci.high));
	}
	fputs("</td>", f);
}

static void label_row(FILE *f, const struct brg_analysis *a,
		      const struct brg_columns *cols,
		      const struct brg_shape *shape, const struct brg_row *row)
{
	fputs("<tr><th scope=\"row\">", f);
	brg_html_target(f, row);
	fputs("</th>", f);
	for (size_t c = 0; c < cols->nr; c++) {
		struct brg_change ch;

		if (brg_change_of(a, cols, c, shape, row->label, &ch)) {
			fputs("<td class=\"missing\">out of memory</td>", f);
			continue;
		}
		ch.compared &= c > 0;
		cell_change(f, a, &ch);
	}
	fputs("</tr>\n", f);
}

static void table(FILE *f, const struct brg_analysis *a,
		  const struct brg_columns *cols)
{
	char text[BRG_TEXT];

	brg_table_open(f, "Rows by run");
	fputs("<thead><tr><th scope=\"col\">target</th>", f);
	for (size_t c = 0; c < cols->nr; c++) {
		fputs("<th scope=\"col\">", f);
		brg_html(f, brg_column_title(text, a, cols, c));
		fprintf(f, "<small>%s</small></th>",
			c ? "figure, ratio to the base, verdict, interval" :
			    "base");
	}
	fputs("</tr></thead>\n", f);
	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *s = &a->shapes[i];

		if (!brg_shape_compared(cols, s))
			continue;
		brg_shape_head(f, a, s, (int)cols->nr + 1);
		for (size_t j = 0; j < s->nr_rows; j++)
			if (brg_first_of_label(s, j))
				label_row(f, a, cols, s, &s->rows[j]);
		fputs("</tbody>\n", f);
	}
	fputs("</table></div>\n", f);
}

void brg_html_between(FILE *f, const struct brg_analysis *a)
{
	struct brg_columns cols;
	char text[BRG_TEXT];

	brg_columns_of(a, &cols);
	fputs("<h3>What was different</h3>\n", f);
	brg_html_differences(f, a);
	if (cols.nr < 2)
		return;
	fputs("<h3>What changed</h3>\n<p class=\"note\">Each row against the "
	      "same row of ", f);
	brg_html(f, brg_column_title(text, a, &cols, 0));
	fputs(": the walk per 4 KiB page, the walk as a whole, or the p50 of "
	      "samples, whatever the row's verdicts are on. Below 1 is "
	      "better. A difference between runs may come from anything in "
	      "the table above.</p>\n", f);
	table(f, a, &cols);
}
