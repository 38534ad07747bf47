// SPDX-License-Identifier: GPL-2.0-or-later
/* html_heat.c - strategy by shape as a table of shades, the best one marked.
 *
 * A table and no drawing: its cells hold numbers that are read, copied and
 * spoken, and it scrolls on a phone. */
#include <string.h>

#include "reports/heat.h"
#include "reports/html_cells.h"

#define MAX_LABELS 32

struct map {
	const struct brg_analysis *a;
	size_t run;
	const struct brg_row *label[MAX_LABELS];
	size_t nr;
};

static void add_label(struct map *m, const struct brg_row *row)
{
	for (size_t i = 0; i < m->nr; i++)
		if (!strcmp(m->label[i]->label, row->label))
			return;
	if (m->nr < MAX_LABELS)
		m->label[m->nr++] = row;
}

static size_t find_labels(struct map *m)
{
	struct brg_heat heat;
	size_t shapes = 0;

	for (size_t i = 0; i < m->a->nr_shapes; i++) {
		const struct brg_shape *s = &m->a->shapes[i];

		if (!brg_heat_of(m->a, s, m->run, &heat))
			continue;
		shapes++;
		for (size_t j = 0; j < s->nr_rows; j++)
			if (s->rows[j].run == m->run &&
			    s->rows[j].of[heat.of].n)
				add_label(m, &s->rows[j]);
	}
	return shapes;
}

/* Steps a reader can tell apart; the number says the rest */
static int shade(double ratio)
{
	static const double steps[] = { 1.02, 1.5, 4, 16, 64 };
	int i = 0;

	while (i < 5 && ratio > steps[i])
		i++;
	return i;
}

static void cell(FILE *f, const struct brg_heat *heat,
		 const struct brg_row *row)
{
	char text[BRG_TEXT];
	double ratio;
	bool beaten;

	if (!row || !row->of[heat->of].n) {
		fputs("<td class=\"n\">–</td>", f);
		return;
	}
	ratio = brg_heat_ratio(heat, row);
	beaten = row == heat->adaptive &&
		 heat->standing == BRG_STANDING_BEATEN;
	fprintf(f, "<td class=\"n h%d%s\">", shade(ratio),
		beaten ? " beaten" : "");
	if (row == heat->best)
		fputs("<b>best</b>", f);
	else
		fprintf(f, "%s", brg_ratio(text, ratio));
	fprintf(f, "%s</td>", beaten ? "<small>beaten</small>" : "");
}

static void shape_row(FILE *f, const struct map *m,
		      const struct brg_shape *shape,
		      const struct brg_heat *heat)
{
	char text[BRG_TEXT];

	brg_shape_heading(text, m->a, shape);
	fputs("<tr><th scope=\"row\">", f);
	brg_html(f, brg_capital(text));
	fputs("</th>", f);
	for (size_t i = 0; i < m->nr; i++)
		cell(f, heat, brg_row_in(shape, m->run, m->label[i]->label));
	fputs("</tr>\n", f);
}

static void write_map(FILE *f, struct map *m)
{
	char text[BRG_TEXT];
	struct brg_heat heat;

	fprintf(f, "<figure class=\"heat\" id=\"heat-%zu\"><h3>Which strategy "
		   "is best in which shape", m->run + 1);
	if (m->a->nr_runs > 1)
		brg_htmlf(f, " (%s)", brg_run_title(text, m->a, m->run));
	fputs("</h3>\n", f);
	brg_table_open(f, "Each strategy against the best, by shape");
	fputs("<thead><tr><th scope=\"col\">shape</th>", f);
	for (size_t i = 0; i < m->nr; i++) {
		fputs("<th scope=\"col\" class=\"up\"><span>", f);
		brg_html(f, m->label[i]->label);
		fputs("</span></th>", f);
	}
	fputs("</tr></thead><tbody>\n", f);
	for (size_t i = 0; i < m->a->nr_shapes; i++)
		if (brg_heat_of(m->a, &m->a->shapes[i], m->run, &heat))
			shape_row(f, m, &m->a->shapes[i], &heat);
	fputs("</tbody></table></div>\n<figcaption><p>Each number is a "
	      "strategy's cost divided by the least of its line; darker is "
	      "dearer. Counted is all that a program pays for a mapping: mmap(), "
	      "touching it for the first time, and munmap() where the run "
	      "recorded their total; for other workloads and later touches "
	      "what their verdicts are on. ",
	      f);
	fprintf(f, "<i>Beaten</i>: another strategy is better than adaptive "
		   "by more than %.3g %%, at %.0f %% confidence.</p>",
		m->a->margin * 100, m->a->level * 100);
	brg_html_evidence_facts(f, &m->a->runs[m->run]);
	fputs("</figcaption></figure>\n", f);
}

void brg_html_heat(FILE *f, const struct brg_analysis *a)
{
	for (size_t run = 0; run < a->nr_runs; run++) {
		struct map m = { .a = a, .run = run };

		if (find_labels(&m))
			write_map(f, &m);
	}
}

struct tally {
	size_t of[BRG_NR_STANDINGS], all;
};

static void count(const struct brg_analysis *a, size_t run, struct tally *t)
{
	struct brg_heat heat;

	*t = (struct tally){ .all = 0 };
	for (size_t i = 0; i < a->nr_shapes; i++) {
		if (!brg_heat_of(a, &a->shapes[i], run, &heat) ||
		    heat.standing == BRG_STANDING_ABSENT)
			continue;
		t->of[heat.standing]++;
		t->all++;
	}
}

static void list_beaten(FILE *f, const struct brg_analysis *a, size_t run)
{
	const char *before = "It is beaten in ";
	struct brg_heat heat;
	char text[BRG_TEXT];

	for (size_t i = 0; i < a->nr_shapes; i++) {
		if (!brg_heat_of(a, &a->shapes[i], run, &heat) ||
		    heat.standing != BRG_STANDING_BEATEN)
			continue;
		brg_shape_heading(text, a, &a->shapes[i]);
		fputs(before, f);
		brg_htmlf(f, "“%s”", text);
		fprintf(f, " <b>%s×</b>", brg_ratio(text, heat.vs.ratio));
		brg_htmlf(f, " (%s)", heat.best->label);
		before = ", ";
	}
	fputs(". ", f);
}

void brg_html_standing(FILE *f, const struct brg_analysis *a)
{
	char text[BRG_TEXT];
	struct tally t;

	for (size_t run = 0; run < a->nr_runs; run++) {
		count(a, run, &t);
		if (!t.all)
			continue;
		fputs("<li><span class=\"what\">", f);
		if (a->nr_runs > 1)
			brg_htmlf(f, "%s: ", brg_run_title(text, a, run));
		fputs("adaptive against the best of all others</span> ", f);
		if (!t.of[BRG_STANDING_BEATEN] && !t.of[BRG_STANDING_OPEN])
			fputs("<em class=\"is-faster\">Nowhere beaten.</em> ",
			      f);
		fprintf(f, "Best, or not shown to be worse, in <b>%zu of "
			   "%zu</b> shapes", t.of[BRG_STANDING_BEST], t.all);
		if (t.of[BRG_STANDING_CLOSE])
			fprintf(f, ", within %.3g %% of the best in %zu more",
				a->margin * 100, t.of[BRG_STANDING_CLOSE]);
		if (t.of[BRG_STANDING_OPEN])
			fprintf(f, "; too few repetitions to tell in %zu",
				t.of[BRG_STANDING_OPEN]);
		fputs(". ", f);
		if (t.of[BRG_STANDING_BEATEN])
			list_beaten(f, a, run);
		fputs("</li>\n", f);
	}
}
