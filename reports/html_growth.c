// SPDX-License-Identifier: GPL-2.0-or-later
/* html_growth.c - fitted growth as tables: model, price of a step, error. */
#include <string.h>

#include "reports/curves.h"
#include "reports/html_cells.h"

/* @nr_open: panels without an answer */
struct table {
	FILE *f;
	const struct brg_analysis *a;
	size_t run, nr_open;
	bool open;
};

static const char *step_of(const struct brg_panel *p,
			   const struct brg_growth *g)
{
	bool bytes = p->n_unit > 1;	/* in pages */

	if (!g->known || g->model == BRG_GROWTH_CONSTANT)
		return "";
	if (g->model == BRG_GROWTH_LOG)
		return "for each doubling";
	if (g->model == BRG_GROWTH_LINEAR)
		return bytes ? "for each 4 KiB page" :
		       p->axis->each_byte ? "for each byte" : "for each";
	return bytes ? "× pages × log2 pages" : "× n × log2 n";
}

static void model_cells(FILE *f, const struct brg_panel *p,
			const struct brg_curve *c, double factor)
{
	const struct brg_growth *g = &c->growth;
	const struct brg_growth_fit *fit = &g->fit[g->model];
	char a[BRG_TEXT], b[BRG_TEXT];

	if (!c->has_growth || g->nr_n < BRG_GROWTH_MIN) {
		fprintf(f, "<td class=\"missing\" colspan=\"4\">cannot tell: "
			   "%zu different values, %d are needed</td>",
			c->nr_points, BRG_GROWTH_MIN);
		return;
	}
	if (!g->known) {
		fprintf(f, "<td class=\"missing\" colspan=\"4\">none of these "
			   "laws: the best, %s, is off by %.2g %%</td>",
			brg_growth_name(g->model), fit->error * 100);
		return;
	}
	fprintf(f, "<td><span class=\"verdict\">%s</span></td>",
		brg_growth_name(g->model));
	fprintf(f, "<td class=\"n\"><b>%s</b><small>± %s</small></td>",
		brg_number(a, fit->base * factor),
		brg_number(b, fit->base_error * factor));
	if (g->model == BRG_GROWTH_CONSTANT)
		fputs("<td class=\"n\">–</td>", f);
	else
		fprintf(f, "<td class=\"n\"><b>%s</b> %s<small>± %s</small></td>",
			brg_number(a, fit->slope * factor), step_of(p, g),
			brg_number(b, fit->slope_error * factor));
	fprintf(f, "<td class=\"n\">%.2g %%<small>%.2g %% when predicted</small></td>",
		fit->error * 100, fit->predicted * 100);
}

static void ratio_cell(FILE *f, const struct brg_curve *c)
{
	char text[BRG_TEXT];

	fprintf(f, "<td class=\"n\">%s×</td>",
		brg_ratio(text, c->point[c->nr_points - 1].median /
				c->point[0].median));
}

static void curve_row(FILE *f, const struct brg_analysis *a,
		      const struct brg_panel *p, const struct brg_curve *c)
{
	struct brg_scale scale = brg_scale_plain(&a->runs[p->run]);
	double low = c->point[0].x, high = c->point[c->nr_points - 1].x;
	char from[BRG_TEXT], to[BRG_TEXT];

	brg_row_head(f, a, c->row, c->label + strlen(c->row->label));
	if (brg_panel_key_is_bytes(p->axis))
		fprintf(f, "<td class=\"n\">%s – %s</td>",
			brg_bytes(from, low), brg_bytes(to, high));
	else
		fprintf(f, "<td class=\"n\">%s – %s</td>",
			brg_count(from, low), brg_count(to, high));
	ratio_cell(f, c);
	model_cells(f, p, c, scale.factor);
	fputs("</tr>\n", f);
}

/* UCX plans with overhead + growth x bytes, in time, whatever model fits */
static void ucx_lines(FILE *f, const struct brg_analysis *a,
		      const struct brg_panel *p)
{
	const struct brg_run *run = &a->runs[p->run];
	double factor = brg_scale_plain(run).factor;

	if (run->unit != BRG_UNIT_TSC) {
		fputs("<p class=\"note\">As UCX wants it (IB_MEM_REG_OVERHEAD, "
		      "IB_MEM_REG_GROWTH): not from instructions, these are "
		      "times.</p>\n", f);
		return;
	}
	fprintf(f, "<p>The line overhead + growth × bytes, as UCX wants it%s:</p>\n<pre><code>",
		run->evidence == BRG_EVIDENCE_NATIVE ? "" :
		" (this machine is not real: for no real one)");
	for (size_t i = 0; i < p->nr_curves; i++) {
		const struct brg_curve *c = &p->curve[i];
		const struct brg_growth_fit *fit =
			&c->growth.fit[BRG_GROWTH_LINEAR];

		if (!c->has_growth)
			continue;
		brg_htmlf(f, "# %s\nUCX_IB_MEM_REG_OVERHEAD=%.4gns UCX_IB_MEM_REG_GROWTH=%.4gns\n",
			  c->label, fit->base * factor,
			  fit->slope * factor / p->n_unit);
	}
	fputs("</code></pre>\n", f);
}

static void table_head(const struct table *t)
{
	const struct brg_scale scale = brg_scale_plain(&t->a->runs[t->run]);
	char text[BRG_TEXT];
	FILE *f = t->f;

	fputs("<h3>Growth", f);
	if (t->a->nr_runs > 1)
		brg_htmlf(f, " (%s)", brg_run_title(text, t->a, t->run));
	fputs("</h3>\n<p class=\"note\">How a cost grows with what its workload "
	      "was swept over: base + price × (nothing, log2 n, n or n log2 n), "
	      "by least squares of relative errors.</p>\n", f);
	brg_table_open(f, "Fitted growth");
	fprintf(f, "<thead><tr><th scope=\"col\">target</th>"
		   "<th scope=\"col\" class=\"n\">range</th>"
		   "<th scope=\"col\" class=\"n\">last against first</th>"
		   "<th scope=\"col\">grows with</th>"
		   "<th scope=\"col\" class=\"n\">base<small>%s, standard "
		   "error</small></th>"
		   "<th scope=\"col\" class=\"n\">price of a step<small>%s, "
		   "standard error</small></th>"
		   "<th scope=\"col\" class=\"n\">error of the fit<small>"
		   "relative, root mean square</small></th></tr></thead>\n",
		scale.unit, scale.unit);
}

static void panel_head(const struct table *t, const struct brg_panel *p)
{
	char text[BRG_TEXT];

	fputs("<tbody><tr class=\"shape\"><th scope=\"rowgroup\" "
	      "colspan=\"7\"><span>", t->f);
	brg_html(t->f, brg_panel_title(text, t->a, p));
	fputs("</span></th></tr>\n", t->f);
}

/* Panels in which nothing could be told are counted, not shown */
static bool is_told(const struct brg_panel *p)
{
	for (size_t i = 0; i < p->nr_curves; i++)
		if (p->curve[i].has_growth &&
		    p->curve[i].growth.nr_n >= BRG_GROWTH_MIN)
			return true;
	return false;
}

static void write_panel(struct table *t, const struct brg_panel *p)
{
	if (p->axis->count)
		return;
	if (!is_told(p)) {
		t->nr_open++;
		return;
	}
	if (!t->open)
		table_head(t);
	t->open = true;
	panel_head(t, p);
	for (size_t c = 0; c < p->nr_curves; c++)
		curve_row(t->f, t->a, p, &p->curve[c]);
	fputs("</tbody>\n", t->f);
}

static void write_run(FILE *f, const struct brg_analysis *a, size_t run)
{
	struct table t = { .f = f, .a = a, .run = run };

	for (size_t k = 0; k < brg_nr_axes; k++)
		for (size_t i = 0; i < a->nr_shapes; i++) {
			struct brg_panel p;

			if (brg_panel_make(a, &brg_axes[k], &a->shapes[i], run,
					   &p))
				continue;
			write_panel(&t, &p);
			brg_panel_free(&p);
		}
	if (t.open)
		fputs("</table></div>\n", f);
	if (t.open && t.nr_open)
		fprintf(f, "<p class=\"note\">%zu more sweep%s fewer than %d "
			   "different values, too few to tell one law from "
			   "another.</p>\n", t.nr_open,
			t.nr_open == 1 ? " has" : "s have", BRG_GROWTH_MIN);
}

static void write_ucx(FILE *f, const struct brg_analysis *a, size_t run)
{
	for (size_t k = 0; k < brg_nr_axes; k++)
		for (size_t i = 0; i < a->nr_shapes; i++) {
			struct brg_panel p;

			if (!brg_axes[k].ucx ||
			    brg_panel_make(a, &brg_axes[k], &a->shapes[i], run,
					   &p))
				continue;
			ucx_lines(f, a, &p);
			brg_panel_free(&p);
		}
}

void brg_html_growth(FILE *f, const struct brg_analysis *a)
{
	for (size_t run = 0; run < a->nr_runs; run++) {
		write_run(f, a, run);
		write_ucx(f, a, run);
	}
}
